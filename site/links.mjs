import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

const LINK = /\s(?:href|src)="(?!\w+:|\/\/)([^"]+)"/g;

/**
 * Finds the dead links of a built site: those to a missing file, or to a section that the page does not have.
 * @param folder The folder of the site.
 * @param base The path of the site on its server, with a leading and a trailing slash.
 */
export function findDeadLinks(folder, base) {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  );
  const htmls = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  return pages.flatMap((page) => {
    const links = new Set([...htmls.get(page).matchAll(LINK)].map(([, link]) => link));
    return [...links].flatMap((link) => {
      const [path, anchor = ''] = link.split('#').map(decodeURIComponent);
      const target = targetOf(path, page, base);
      const file = [target, `${target}.html`, join(target, 'index.html')].find(
        (name) => htmls.has(name) || isFile(join(folder, name)),
      );
      if (file === undefined) return [`${page}: ${link} leads nowhere`];
      const isThere = anchor === '' || !htmls.has(file) || htmls.get(file).includes(` id="${anchor}"`);
      return isThere ? [] : [`${page}: ${link} leads to no section`];
    });
  });
}

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The path of a link's target in the site. */
function targetOf(path, page, base) {
  if (path === '') return page;
  return path.startsWith(base) ? join(path.slice(base.length)) : join(dirname(page), path);
}
