import { readSettings } from './settings.js';
import { startShop } from './shop.js';

const shop = await startShop(readSettings(process.env));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shop.close());
console.log(`The shop is open: ${shop.url}`);
if (shop.inspectorUrl) console.log(`The inspector: ${shop.inspectorUrl}`);
