import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, normalize, relative } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

/** The repository's own folder. */
const root = fileURLToPath(new URL('..', import.meta.url));

/** Documents outside `docs`, `packages` and `examples`, and their places in the site. */
const OTHERS = {
  'README.md': 'index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
  'docs/README.md': 'documents.md',
  'test/bench/README.md': 'bench.md',
};

const CODE_BLOCK = /(^```.*?^```$)/ms;
/** The label and target of a link into the repository. */
const LINK = /\[([^\]]*)\]\((?!\w+:)([^)\s#]*)(#[^)\s]*)?\)/g;
/** A document of the core, by its name in the installed package. */
const NAME = /`@fingerprint-guard\/core\/docs\/([\w/-]+\.md)(#[\w-]+)?`/g;
/** A picture with a light and a dark version. */
const PICTURE = /<picture><source [^>]*srcset="([^"]+)"><img src="([^"]+)"([^>]*)><\/picture>/g;

/** The documents of the repository that are pages, by their paths there, each with its place in the site. */
export function listPages() {
  const markdown = (folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name));
  const readmes = (folder) =>
    readdirSync(join(root, folder))
      .map((name) => join(folder, name, 'README.md'))
      .filter((path) => existsSync(join(root, path)));
  const found = [
    ...markdown('docs'),
    ...markdown('docs/decisions'),
    ...readmes('packages'),
    ...readmes('examples'),
  ];
  return new Map([...found.map((path) => [path, placeOf(path)]), ...Object.entries(OTHERS)]);
}

function placeOf(path) {
  const [folder, ...rest] = path.split('/');
  if (folder === 'docs') return rest.join('/').replace('README.md', 'index.md');
  return path.replace('/README.md', '.md');
}

/** Every page of the site, by its place: the documents, and the sources that they link to. */
export function renderPages() {
  const pages = listPages();
  const sources = new Map();
  const rendered = [...pages].map(([path, place]) => [
    place,
    renderDocument(path, readFileSync(join(root, path), 'utf8'), pages, sources),
  ]);
  return new Map([...rendered, ...[...sources].map(([path, place]) => [place, renderSource(path)])]);
}

/**
 * Turns a document into a page: its links lead to other pages, the name of an installed document becomes a link, and of
 * a picture with a light and a dark version the theme shows the right one.
 * @param pages The place of each document.
 * @param sources Receives the place of each source that the document links to.
 */
export function renderDocument(path, text, pages, sources) {
  const from = dirname(pages.get(path));
  const linkTo = (target) => {
    if (!pages.has(target) && existsSync(join(root, target))) sources.set(target, `source/${target}.md`);
    const to = relative(from, pages.get(target) ?? sources.get(target) ?? target);
    return to.startsWith('.') ? to : `./${to}`;
  };
  const picture = (src) => linkToPicture(from, normalize(join(dirname(path), src)));
  const render = (part) =>
    part
      .replace(PICTURE, (_, dark, light, rest) => {
        const image = (src, mode) => `<img class="only-${mode}" src="${picture(src)}"${rest}>`;
        return image(light, 'light') + image(dark, 'dark');
      })
      .replace(/<img src="([^"]+)"/g, (_, src) => `<img src="${picture(src)}"`)
      .replace(LINK, (link, label, target, anchor = '') => {
        if (target === '') return link;
        // The built core has a copy of the documents.
        const inside = normalize(join(dirname(path), target)).replace(/^packages\/core\/docs\//, 'docs/');
        return `[${label}](${linkTo(inside)}${anchor})`;
      })
      .replace(
        NAME,
        (_, name, anchor = '') => `[${titleOf(`docs/${name}`)}](${linkTo(`docs/${name}`)}${anchor})`,
      );
  return text
    .split(CODE_BLOCK)
    .map((part) => (part.startsWith('```') ? part : render(part)))
    .join('');
}

function linkToPicture(from, path) {
  return relative(from, path.replace(/^docs\//, '')).replace(/^(?!\.)/, './');
}

/** The first heading of a document. */
function titleOf(path) {
  return /^# (.+)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1] ?? path;
}

/** Turns a file or a folder of the repository into a page. */
function renderSource(path) {
  const file = join(root, path);
  const isFolder = statSync(file).isDirectory();
  const sections = isFolder
    ? readdirSync(file).map((name) => `## \`${name}\`\n\n${asCode(join(file, name))}`)
    : [asCode(file)];
  return `---\nsearch: false\noutline: ${isFolder}\n---\n\n# \`${path}\`\n\n${sections.join('\n\n')}\n`;
}

function asCode(file) {
  return `\`\`\`\`${extname(file).slice(1)}\n${readFileSync(file, 'utf8').trimEnd()}\n\`\`\`\``;
}
