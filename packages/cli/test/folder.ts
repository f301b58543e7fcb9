import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of one test file. */
export function createFolder() {
  const path = mkdtempSync(join(tmpdir(), 'fingerprint-guard-cli-'));
  const at = (name: string) => join(path, name);
  return {
    at,
    /** Writes a file and returns its path. Anything but text is written as JSON. */
    write(name: string, content: unknown): string {
      const isRaw = typeof content === 'string' || content instanceof Uint8Array;
      writeFileSync(at(name), isRaw ? content : JSON.stringify(content));
      return at(name);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
