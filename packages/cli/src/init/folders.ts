import { type Dirent, readdirSync } from 'node:fs';

/** Folders without sources of a server, and tests, which call routes but do not define any. */
const OTHER_FOLDERS = /^(\..*|node_modules|dist|build|out|coverage|tests?|__tests__|e2e)$/;

/** True for a folder that may hold sources of a server; links are not followed: they may lead in circles. */
export const isSourceFolder = (entry: Dirent): boolean =>
  entry.isDirectory() && !OTHER_FOLDERS.test(entry.name);

/** Returns no entries for a folder that the user may not read, such as a database's. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
