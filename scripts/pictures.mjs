import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withPalette } from './png-palette.mjs';
import { build, install, root, run } from './workspace.mjs';

// Makes the pictures of the shop, of the inspector and of a backtest in `docs/pictures`, from the real pages, light and dark.
// It takes a Chromium: its path in CHROMIUM_PATH, else `/usr/bin/chromium`.

/** The maximum size of a picture, in bytes: documents are also read over slow connections. */
const MAX_BYTES = 150_000;

install();
build();

const { chromium } = createRequire(join(root, 'test', 'package.json'))('playwright-core');
const { startEmulator } = await import('../packages/emulator/dist/esm/index.js');
const example = (file) => import(`../examples/nest-shop/dist/${file}.js`);
const [{ startShop }, { readSettings }, { playAll }, { honestVisit, attacks }] = await Promise.all(
  ['shop', 'settings', 'playback', 'visits'].map(example),
);

const emulator = await startEmulator();
const shop = await startShop(
  readSettings({
    PORT: process.env.PORT ?? '3999',
    FINGERPRINT_BASE_URL: emulator.url,
    FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
  }),
);
// A browser that looks like a person's: an automated one is a bad bot, whatever it plays.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-blink-features=AutomationControlled'],
  ignoreDefaultArgs: ['--enable-automation'],
});
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** Most visitors are honest. The first attacks are played last, so that they are on top. */
const visits = [...attacks].reverse().flatMap((attack) => [honestVisit, attack, honestVisit]);
await playAll({ shopUrl: shop.url, emulatorUrl: emulator.url }, visits);

const corpus = join(root, '.cache', 'corpus');
const backtest = join(corpus, 'backtest.html');
run(process.execPath, [join(root, 'scripts', 'corpus.mjs'), corpus]);
const args = ['--policy', 'strict', '--labels', join(corpus, 'labels.csv'), '--html', backtest];
run(
  process.execPath,
  ['packages/cli/bin/fingerprint-guard.mjs', 'backtest', join(corpus, 'decisions.jsonl'), ...args],
  {},
  ['ignore', 'ignore', 'inherit'],
);

mkdirSync(join(root, 'docs', 'pictures'), { recursive: true });
for (const colorScheme of ['light', 'dark']) {
  await picture(`shop-${colorScheme}`, shop.url, colorScheme, async (page) => {
    for (const name of ['bot', 'vpn', 'replay']) {
      await page.locator(`[data-attack=${name}]`).click();
      await page.locator('#attacks:not([aria-busy])').waitFor();
    }
  });
  await picture(`inspector-${colorScheme}`, shop.inspectorUrl, colorScheme, async (page) => {
    await page.locator('a.line', { hasText: 'stale-event' }).first().click();
    await page.locator('.reason').first().waitFor();
    await page.locator('.top').hover();
  });
  await picture(`backtest-${colorScheme}`, pathToFileURL(backtest).href, colorScheme);
}

await browser.close();
await shop.close();
await emulator.close();

async function picture(name, url, colorScheme, prepare = async () => {}) {
  const page = await browser.newPage({ colorScheme, userAgent, viewport: { width: 1280, height: 1000 } });
  await page.goto(url);
  await prepare(page);
  const png = withPalette(await page.screenshot());
  await page.close();
  if (png.length > MAX_BYTES) throw new Error(`${name}: ${png.length} bytes are more than ${MAX_BYTES}`);
  writeFileSync(join(root, 'docs', 'pictures', `${name}.png`), png);
  console.log(`${name}.png  ${Math.round(png.length / 1000)} kB`);
}
