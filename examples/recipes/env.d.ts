// The modules that the recipes import and that their frameworks generate.

declare module '$env/dynamic/private' {
  export const env: Readonly<Record<string, string | undefined>>;
}
declare module 'astro:env/server' {
  export const getSecret: (key: string) => string | undefined;
}
