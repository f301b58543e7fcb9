import {
  accessibility,
  assistants,
  outages,
  privateBrowsers,
  sharedDevices,
  timing,
  unusualDevices,
} from './honest/browsers.js';
import { atHome, dualStack, privateNetworks, sharedAddresses, travellers } from './honest/networks.js';
import { labelled } from './visit.js';

/** Visits of people, and of programs that are welcome. */
export const honest = labelled('honest', {
  'at home': atHome,
  'dual stack': dualStack,
  'shared addresses': sharedAddresses,
  'private networks': privateNetworks,
  travellers,
  'private browsers': privateBrowsers,
  'unusual devices': unusualDevices,
  accessibility,
  assistants,
  'shared devices': sharedDevices,
  timing,
  outages,
});
