import { createInspector, type Inspector } from '@fingerprint-guard/inspector';
import { loginPolicy } from './policy.js';

/** The path of the inspector in the shop. */
export const INSPECTOR_PATH = '/_fingerprint';

/**
 * Shows the guard's decisions on this machine only. In production it requires `authorize`, which decides who may see
 * visitors' IDs and addresses; this shop has no staff to let in.
 */
export const createShopInspector = (): Inspector => createInspector({ policies: { login: loginPolicy } });
