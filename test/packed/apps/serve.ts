// Starts the applications that the command line names, and prints the address of each.
async function start(name: string): Promise<[name: string, url: string]> {
  const { url } = (await import(`./${name}.js`)) as { url: Promise<string> };
  return [name, await url];
}

Promise.all(process.argv.slice(2).map(start)).then((started) =>
  console.log(JSON.stringify(Object.fromEntries(started))),
);

export {};
