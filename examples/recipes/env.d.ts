// What the recipes import and their frameworks make up.

declare module '$env/dynamic/private' {
  export const env: Readonly<Record<string, string | undefined>>;
}
declare module 'astro:env/server' {
  export const getSecret: (key: string) => string | undefined;
}
