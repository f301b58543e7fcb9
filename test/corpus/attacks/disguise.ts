import {
  BERLIN,
  DUBAI,
  LAGOS,
  LONDON,
  MUMBAI,
  NEW_YORK,
  PARIS,
  SAO_PAULO,
  SERVER_AMSTERDAM,
  SERVER_FRANKFURT,
  SERVER_VIRGINIA,
  SINGAPORE,
  TOR_EXIT,
  WARSAW,
} from '../parts/places.js';
import {
  at,
  confidence,
  firstVisit,
  listed,
  proxy,
  tampered,
  velocity,
  vpn,
  vpnFrom,
} from '../parts/signals.js';
import type { Kind } from '../visit.js';

/** Browsers that pretend to be many. */
export const antiDetectBrowsers: Kind = {
  Multilogin: {
    because: 'the vendor’s anti-detect browser flag',
    event: tampered({ antiDetect: true }),
  },
  'Dolphin Anty, with a residential proxy for each profile': {
    because: 'sold as a set for running many accounts',
    event: { ...at(PARIS), ...tampered({ antiDetect: true }), ...proxy('residential') },
  },
  'AdsPower, on a rented desktop': {
    because: 'profiles run in the data centre where the desktop stands',
    event: { ...at(SERVER_FRANKFURT), ...tampered({ antiDetect: true }), virtual_machine: true },
  },
  'GoLogin, its noise too regular': {
    because: 'the anomaly score alone, below a verdict',
    event: tampered({ verdict: false, anomaly: 0.74, ml: 0.4 }),
  },
  'Kameleo, known by the vendor’s model alone': {
    because: 'the model’s score above 0.8, which the vendor calls actionable',
    event: tampered({ verdict: false, anomaly: 0.2, ml: 0.91 }),
  },
  'Incogniton, a new visitor each time': {
    because: 'each profile is a first visit',
    event: { ...tampered({ antiDetect: true }), ...firstVisit },
  },
  'VMLogin, its clock set to the victim’s city': {
    because: 'carders match the clock to the card’s address',
    event: { ...at(NEW_YORK), ...tampered({ antiDetect: true }), ...proxy('residential') },
  },
  'Undetectable, its clock left at home': {
    because: 'a slip that is published as the commonest one',
    event: {
      ...vpnFrom(LAGOS, NEW_YORK, 'timezone_mismatch'),
      ...tampered({ antiDetect: true }),
      ...proxy('residential'),
    },
  },
  'an anti-detect browser that hides inside of a private window': {
    because: 'both are seen',
    event: { ...tampered({ antiDetect: true }), incognito: true },
  },
  'an anti-detect browser, seen by v3': {
    because: 'the third generation has the flag, too',
    generation: 'v3',
    event: tampered({ antiDetect: true }),
  },
  'a browser built from source with its own canvas': {
    because: 'rare, and not like any other',
    event: { ...tampered({ anomaly: 0.81 }), rare_device: true },
  },
  'Camoufox, a Firefox that lies in C++': {
    because: 'open source, made for scraping',
    event: {
      ...tampered({ anomaly: 0.63, antiDetect: true }),
      user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  },
};

/** Browsers whose answers were changed. */
export const tampering: Kind = {
  'a user agent switched to a phone’s': {
    because: 'an extension changes the header and leaves the rest',
    event: {
      ...tampered({ anomaly: 0.88 }),
      user_agent:
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    },
  },
  'a canvas that answers with noise': {
    because: 'extensions that block fingerprinting answer at random',
    event: tampered({ anomaly: 0.57, ml: 0.5 }),
  },
  'JavaScript overridden before the agent loads': {
    because: 'user scripts replace what the agent calls',
    event: tampered({ anomaly: 0.94 }),
  },
  'a page run in Node with a made-up DOM': {
    because: 'jsdom answers what it knows, and nothing else',
    event: { ...tampered({ anomaly: 0.99, ml: 0.98 }), bot: 'bad' },
  },
  'the agent’s payload, edited on the way': {
    because: 'what does not add up lowers the confidence',
    event: { ...tampered({ verdict: false, anomaly: 0.3, ml: 0.3 }), ...confidence(0.35) },
  },
  'an identification that could be anybody': {
    because: 'the vendor recommends 0.9 where it matters',
    event: confidence(0.22),
  },
  'a screen of no size': { because: 'an anomaly that no browser has', event: tampered({ anomaly: 0.77 }) },
  'tampering, seen by v3 as a score': {
    because: 'the third generation’s anomaly score',
    generation: 'v3',
    event: tampered({ anomaly: 0.9 }),
  },
  'developer tools, to take a limit off a form': {
    because: 'the vendor’s developer tools signal',
    event: { developer_tools: true },
  },
  'a private window for a second free trial': {
    because: 'the vendor’s use case on paywalls and trials: the visitor is known again',
    event: { incognito: true, ...velocity({ accounts: [1, 2, 3] }) },
  },
};

/** Machines that are not what they seem. */
export const machineFarms: Kind = {
  'a farm of VMware desktops': {
    because: 'the vendor’s virtual machine signal',
    event: { virtual_machine: true, virtual_machine_ml_score: 0.97 },
  },
  'VirtualBox on a fraudster’s laptop': {
    because: 'a new snapshot for each account',
    event: { virtual_machine: true, ...firstVisit },
  },
  'Windows in QEMU, rented by the hour': {
    because: 'a machine in a data centre, with a clock to match',
    event: { ...at(SERVER_AMSTERDAM), virtual_machine: true },
  },
  'Parallels, its browser reset for each sign-up': {
    because: 'the count of accounts goes up, whatever the browser says',
    event: { virtual_machine: true, ...velocity({ accounts: [3, 9, 20] }) },
  },
  'a remote desktop on a hacked office computer': {
    because: 'sold by the thousand: a business address on a list of attackers',
    event: { ...listed('attack_source'), virtual_machine: true },
  },
  'a hundred cloud desktops for one promotion': {
    because: 'OWASP OAT-019 from a cloud provider',
    event: { ...at(SERVER_VIRGINIA), virtual_machine: true, ...velocity({ eventsOfIp: [60, 500, 900] }) },
  },
  'a virtual machine, seen by v3': {
    because: 'the third generation’s signal',
    generation: 'v3',
    event: { virtual_machine: true },
  },
  'hardware of which there is one': {
    because: 'the vendor’s rare device signal: a combination never seen before',
    event: { rare_device: true, rare_device_percentile_bucket: 'not_seen' },
  },
};

/** Addresses that are somebody else's. */
export const hiddenAddresses: Kind = {
  'a public VPN, its clock left at home': {
    because: 'the vendor’s timezone mismatch',
    event: vpnFrom(LAGOS, LONDON, 'timezone_mismatch', 'public_vpn'),
  },
  'a public VPN to get the price of another country': {
    because: 'regional prices are the published use',
    event: vpnFrom(BERLIN, MUMBAI, 'timezone_mismatch', 'public_vpn'),
  },
  'a public VPN, its clock set to the exit': {
    because: 'the exit is on the vendor’s list all the same',
    event: { ...at(SERVER_AMSTERDAM), ...vpn('public_vpn') },
  },
  'a VPN of one’s own on a rented server': {
    because: 'no list has it; the data centre and the system tell',
    event: { ...at(SERVER_FRANKFURT), ...vpn('os_mismatch', 'timezone_mismatch') },
  },
  'a VPN that only the vendor’s model sees': {
    because: 'the method `ml_prediction`',
    event: { ...at(PARIS), ...vpn('ml_prediction') },
  },
  'a phone’s VPN': {
    because: 'the method `auxiliary_mobile`',
    app: true,
    event: { ...at(LONDON), ...vpn('auxiliary_mobile') },
  },
  'a VPN, and the account of somebody abroad': {
    because: 'account takeover from another continent, disguised',
    event: {
      ...vpnFrom(SAO_PAULO, BERLIN, 'timezone_mismatch', 'public_vpn'),
      ...velocity({ countries: [1, 3, 5] }),
    },
  },
  'a VPN, seen by v3': {
    because: 'the third generation’s methods',
    generation: 'v3',
    event: vpnFrom(LAGOS, LONDON, 'timezone_mismatch', 'public_vpn'),
  },
  'a relay, with the clock of another continent': {
    because: 'a relay keeps its client’s country: this one did not',
    event: vpnFrom(SINGAPORE, NEW_YORK, 'os_mismatch', 'relay', 'timezone_mismatch'),
  },
  'a residential proxy in the victim’s city': {
    because: 'sold with the stolen password, to match its owner’s place',
    event: { ...at(BERLIN), ...proxy('residential') },
  },
  'a residential proxy of which the vendor is not sure': {
    because: 'low confidence is still a finding',
    event: { ...at(WARSAW), ...proxy('residential', 'low') },
  },
  'a residential proxy that changes with every request': {
    because: 'the page goes out by one exit, the form by another',
    event: { ...at(WARSAW), ...proxy('residential') },
    sends: { from: DUBAI },
  },
  'a proxy in a data centre': {
    because: 'the cheapest kind',
    event: { ...at(SERVER_VIRGINIA), ...proxy('data_center') },
  },
  'an open proxy, found in a list': {
    because: 'addresses on such lists attack others, too',
    event: { ...proxy('unknown'), ...listed('attack_source') },
  },
  'a proxy, seen by v3': {
    because: 'the third generation’s signal',
    generation: 'v3',
    event: { ...at(PARIS), ...proxy('residential') },
  },
  'the Tor Browser': {
    because: 'the exits are published, and the browser resists fingerprinting',
    event: {
      ...at(TOR_EXIT),
      ...listed('tor_node'),
      privacy_settings: true,
      vpn_origin_timezone: 'UTC',
      user_agent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  },
  'Chrome over a Tor proxy': {
    because: 'the exit alone',
    event: { ...at(TOR_EXIT), ...listed('tor_node') },
  },
  'a VPN over Tor': {
    because: 'multi-hop proxies, as MITRE ATT&CK T1090.003 has them',
    event: { ...at(TOR_EXIT), ...listed('tor_node'), ...vpn('public_vpn') },
  },
  'Tor, seen by v3': {
    because: 'the third generation’s product `tor`',
    generation: 'v3',
    event: { ...at(TOR_EXIT), ...listed('tor_node') },
  },
  'a rented server without any disguise': {
    because: 'people do not browse from data centres',
    event: at(SERVER_FRANKFURT),
  },
  'an address that attacks others': {
    because: 'the vendor’s list of attack sources',
    event: listed('attack_source'),
  },
  'an address that attacks others, seen by v3': {
    because: 'the third generation’s list',
    generation: 'v3',
    event: listed('attack_source'),
  },
  'a browser whose clock is not where its address is': {
    because: 'no VPN is found; the time zone is wrong all the same',
    event: { ...at(NEW_YORK), vpn_origin_timezone: 'Africa/Lagos' },
  },
};
