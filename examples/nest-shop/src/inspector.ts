import { createInspector, type Inspector } from '@fingerprint-guard/inspector';
import { loginPolicy } from './policy.js';

/** Where the inspector stands in the shop. */
export const INSPECTOR_PATH = '/_fingerprint';

/**
 * Shows what the guard decides to whoever sits at this machine. In production it takes `authorize`, which says who may
 * see visitors' ids and addresses; this shop has no staff to let in.
 */
export const createShopInspector = (): Inspector => createInspector({ policies: { login: loginPolicy } });
