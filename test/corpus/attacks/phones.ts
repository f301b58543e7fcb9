import { CARRIER, LAGOS, SAO_PAULO } from '../parts/places.js';
import { at, proxy, velocity, vpn } from '../parts/signals.js';
import type { Declared, Kind } from '../visit.js';

/** A visit by an app on an iPhone: it has the signals of its platform only. */
const iPhone = (event: Declared['event'] = {}): Pick<Declared, 'app' | 'event'> => ({
  app: true,
  event: {
    sdk: { platform: 'ios', version: '2.16.0' },
    user_agent: 'Shop/4.1 CFNetwork/1568.200.51 Darwin/24.1.0',
    device_details: { device_manufacturer: 'Apple', device_model: 'iPhone16,1', os_version: '18.6' },
    root_apps: null,
    emulator: null,
    cloned_app: null,
    simulator: false,
    jailbroken: false,
    ...event,
  },
});

/** Phones that their owners, or others, took control of. */
export const modifiedPhones: Kind = {
  'a rooted phone with Magisk': {
    because: 'OWASP MASVS-RESILIENCE-1; the vendor’s root apps signal',
    app: true,
    event: { root_apps: true },
  },
  'KernelSU, hidden from the app': {
    because: 'root in the kernel; its manager is an app all the same',
    app: true,
    event: { root_apps: true },
  },
  'a rooted phone that spoofs its location': {
    because: 'drivers and players who are paid by place',
    app: true,
    event: { root_apps: true, location_spoofing: true },
  },
  'a false location by a developer option': {
    because: 'mock locations need no root',
    app: true,
    event: { location_spoofing: true, developer_tools: true },
  },
  'a phone that was jailbroken': { because: 'OWASP MASVS-RESILIENCE-1', ...iPhone({ jailbroken: true }) },
  'a jailbroken iPhone under Frida': {
    because: 'both signals',
    ...iPhone({ jailbroken: true, frida: true }),
  },
  'Frida in an Android app': {
    because: 'OWASP MASVS-RESILIENCE-4: dynamic analysis',
    app: true,
    event: { frida: true },
  },
  'a gadget of Frida, packed into the app': {
    because: 'no root needed: the app is built anew with it',
    app: true,
    event: { frida: true, cloned_app: true },
  },
  'a cloned app': { because: 'the vendor’s cloned app signal', app: true, event: { cloned_app: true } },
  'five clones of one app': {
    because: 'an account each',
    app: true,
    event: { cloned_app: true, ...velocity({ accounts: [2, 6, 6] }) },
  },
  'mitmproxy with its own certificate': {
    because: 'the vendor’s MitM signal: somebody reads what the app sends',
    app: true,
    event: { mitm_attack: true },
  },
  'Charles on an iPhone': { because: 'the same on iOS', ...iPhone({ mitm_attack: true }) },
  'a rooted phone, seen by v3': {
    because: 'the third generation’s signal',
    generation: 'v3',
    app: true,
    event: { root_apps: true },
  },
  'Frida, seen by v3': {
    because: 'the third generation’s signal',
    generation: 'v3',
    app: true,
    event: { frida: true },
  },
  'a phone reset three times today': {
    because: 'the vendor’s factory reset signal',
    app: true,
    resetHoursAgo: 2,
  },
  'a phone reset yesterday evening, for new customers’ credit': {
    because: 'within a day',
    app: true,
    resetHoursAgo: 20,
  },
  'an iPhone erased for a new account': { because: 'the same on iOS', ...iPhone(), resetHoursAgo: 3 },
  'a rooted phone on a VPN': {
    because: 'a fraudster’s usual set',
    app: true,
    event: { ...at(LAGOS), root_apps: true, ...vpn('public_vpn') },
  },
  'a rooted phone behind a mobile proxy': {
    because: 'proxies made of phones: addresses of a carrier',
    app: true,
    event: { ...at(CARRIER), root_apps: true, ...proxy('residential') },
  },
};

/** Phones that are none. */
export const emulatedPhones: Kind = {
  'an Android emulator on a desktop': {
    because: 'the vendor’s emulator signal: Android Studio’s',
    app: true,
    event: { emulator: true },
  },
  BlueStacks: { because: 'made for games, used for accounts', app: true, event: { emulator: true } },
  'Genymotion in a cloud': {
    because: 'rented by the hour',
    app: true,
    event: { emulator: true, ...velocity({ eventsOfIp: [40, 400, 4000] }) },
  },
  'a rooted emulator under Frida': {
    because: 'a researcher’s bench, or a thief’s',
    app: true,
    event: { emulator: true, root_apps: true, frida: true },
  },
  'a farm of emulators behind mobile proxies': {
    because: 'fake installs, fake sign-ups',
    app: true,
    event: { emulator: true, ...at(SAO_PAULO), ...proxy('residential') },
  },
  'an iOS simulator': { because: 'the vendor’s simulator signal', ...iPhone({ simulator: true }) },
  'Xcode’s simulator with a debugger': {
    because: 'the same, with developer tools',
    ...iPhone({ simulator: true, developer_tools: true }),
  },
  'an emulator, seen by v3': {
    because: 'the third generation’s signal',
    generation: 'v3',
    app: true,
    event: { emulator: true },
  },
  'an emulator that is a bot, too': {
    because: 'Appium drives it',
    app: true,
    event: { emulator: true, bot: 'bad' },
  },
};
