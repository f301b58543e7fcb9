import { Node, type SourceFile } from 'ts-morph';
import type { Route } from '../route.js';
import { quoteOf, type Sources } from '../sources.js';
import { findUnguardable, isOnEdge } from './next-unguardable.js';
import { ADDED_PATH, type FrameworkSetup, packageOf } from './setup.js';

/** The files in which the App Router expects route handlers. */
const ROUTE = /(?:^|\/)app\/(?:(.*)\/)?route\.[cm]?[jt]sx?$/;

/** The folder of the App Router, recognised by the files that every application has in it. */
const LAYOUT = /^((?:.*?\/)?app)\/(?:.*\/)?(?:layout|page)\.[jt]sx?$/;

/** The files that Next.js serves: those of the App Router, and all of the Pages Router. */
const FOLDERS = /(?:^|\/)(?:app\/(?:.*\/)?(?:layout|page|route)|pages\/.*)\.[cm]?[jt]sx?$/;

/** Wraps the `POST` of route handlers. */
export const next: FrameworkSetup = {
  isUsedIn: (sources) => sources.files.some((file) => FOLDERS.test(sources.pathOf(file))),
  findRoutes: (sources, modulePath) =>
    findHandlers(sources, modulePath).filter(({ file }) => !isOnEdge(file)),
  findUnguardable: (sources) => findUnguardable(sources, findHandlers(sources, '')),
  addRoute(sources, modulePath) {
    const paths = sources.files.map((file) => sources.pathOf(file));
    const [found] = paths.flatMap((path) => LAYOUT.exec(path)?.[1] ?? []);
    const folder = modulePath.replace(/lib\/[\w-]+$/, '');
    // Next.js expects both routers in the same folder.
    const pages = [folder.replace(/src\/$/, ''), folder].find((one) =>
      paths.some((path) => path.startsWith(`${one}pages/`)),
    );
    const path = `${found ?? `${pages ?? folder}app`}/api${ADDED_PATH}/route`;
    // A handler with another method, or of an unknown form.
    if (sources.exists(path)) return undefined;
    sources.create(path, 'export async function POST() {\n  return Response.json({});\n}\n');
    return findHandlers(sources, modulePath)[0];
  },
};

function findHandlers(sources: Sources, modulePath: string): Route[] {
  return sources.files.flatMap((file): Route[] => {
    const found = ROUTE.exec(sources.pathOf(file));
    if (!found) return [];
    // Groups and slots are folders that are not part of the path.
    const parts = (found[1] ?? '').split('/').filter((part) => part && !/^[(@]/.test(part));
    const handler = handlerOf(file);
    if (!handler) return [];
    return [
      {
        file,
        path: `/${parts.join('/')}`,
        handler,
        guard(policy) {
          const quote = quoteOf(file);
          wrap(file, `withFingerprint(guard, ${quote}${policy}${quote})`);
          sources.addImport(file, 'withFingerprint', packageOf('next'));
          sources.addImport(file, 'guard', sources.specifierOf(file, modulePath));
        },
      },
    ];
  });
}

function handlerOf(file: SourceFile) {
  const declared = file.getFunction('POST') ?? file.getVariableDeclaration('POST');
  return declared?.isExported() && Node.isIdentifier(declared.getNameNode()) ? declared : undefined;
}

/** `export async function POST(request) { … }` becomes `export const POST = wrapper(async (request) => { … });`. */
function wrap(file: SourceFile, wrapper: string): void {
  const variable = file.getVariableDeclaration('POST');
  const initializer = variable?.getInitializer();
  if (variable && initializer) {
    variable.setInitializer(`${wrapper}(${initializer.getText()})`);
    return;
  }
  const declared = file.getFunction('POST');
  const body = declared?.getBody();
  if (!declared || !Node.isBlock(body)) return;
  const parameters = declared.getParameters().map((one) => one.getText());
  const result = declared.getReturnTypeNode()?.getText();
  // Not if it is exported elsewhere: export { POST }.
  const exported = declared.hasExportKeyword() ? 'export ' : '';
  const asynchronous = declared.isAsync() ? 'async ' : '';
  const signature = `${asynchronous}(${parameters.join(', ')})${result ? `: ${result}` : ''}`;
  // Its docstring, and comments below that, are a part of the declaration.
  const comments = file.getFullText().slice(declared.getStart(true), declared.getStart());
  declared.replaceWithText(
    `${comments}${exported}const POST = ${wrapper}(${signature} => ${body.getText()});`,
  );
}
