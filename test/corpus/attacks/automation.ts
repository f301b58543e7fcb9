import {
  BERLIN,
  CARRIER,
  LAGOS,
  LONDON,
  MADRID,
  PARIS,
  SERVER_AMSTERDAM,
  SERVER_FRANKFURT,
  SERVER_VIRGINIA,
  WARSAW,
} from '../parts/places.js';
import { agent, at, badBot, firstVisit, proxy, tampered, velocity, vpnFrom } from '../parts/signals.js';
import type { Kind } from '../visit.js';

/** Programs that drive a browser. */
export const headlessBrowsers: Kind = {
  'headless Chrome under Puppeteer, at home': {
    because: 'the vendor’s bot detection names headless Chrome; nothing else gives it away here',
    event: badBot('headless_chrome', 'ChromeHeadless', 'chromium/chromium'),
  },
  'headless Chrome under Playwright, on a server': {
    because: 'OWASP OAT-011 Scraping: the cheapest set-up, on a rented machine',
    event: { ...at(SERVER_FRANKFURT), ...badBot('headless_chrome', 'ChromeHeadless') },
  },
  'headless Firefox under Playwright': {
    because: 'the second of Playwright’s browsers',
    event: {
      ...badBot('playwright'),
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  },
  'headless WebKit under Playwright': {
    because: 'the third of Playwright’s browsers',
    event: {
      ...badBot('playwright'),
      user_agent:
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    },
  },
  'Selenium in a visible window': {
    because: 'navigator.webdriver is true, as the WebDriver standard asks for',
    event: badBot('selenium'),
  },
  'Selenium through a grid of machines': {
    because: 'OWASP OAT-008: credential stuffing tools run on a grid',
    event: { ...at(SERVER_VIRGINIA), ...badBot('selenium'), ...velocity({ eventsOfIp: [80, 900, 9000] }) },
  },
  'PhantomJS, abandoned and still in use': {
    because: 'the vendor’s list of bot kinds has it',
    event: badBot('phantomjs'),
  },
  SlimerJS: { because: 'the vendor’s list of bot kinds has it', event: badBot('slimerjs') },
  'CefSharp, a browser inside of a program': {
    because: 'the vendor’s list of bot kinds has it; account checkers embed it',
    event: badBot('cef'),
  },
  'an Electron application that plays a page': {
    because: 'the vendor’s list of bot kinds has it',
    event: badBot('electron'),
  },
  'Cypress, run against production': {
    because: 'a test tool that somebody points at a sign-up form',
    event: badBot('webdriver'),
  },
  'Puppeteer with its stealth plug-in': {
    because: 'puppeteer-extra-plugin-stealth hides the usual traces; what it changes is tampering',
    event: { bot: 'bad', bot_type: 'headless_chrome', ...tampered({ anomaly: 0.72 }) },
  },
  'a patched driver that hides navigator.webdriver': {
    because: 'undetected-chromedriver: the bot detection misses it, the tampering does not',
    event: tampered({ anomaly: 0.68, ml: 0.7 }),
  },
  'a browser driven by CDP without a driver': {
    because: 'nodriver and its like leave no webdriver; the rented machine and the open debugger remain',
    event: { ...at(SERVER_FRANKFURT), developer_tools: true },
  },
  'a browser in a container with a software graphics card': {
    because: 'SwiftShader is what a container without a GPU has',
    event: { ...at(SERVER_AMSTERDAM), virtual_machine: true, rare_device: true },
  },
  'a headless browser behind a residential proxy': {
    because: 'the vendor’s guide on scraping: the address looks like a home, the browser does not',
    event: { ...at(LONDON), ...badBot('headless_chrome'), ...proxy('residential') },
  },
  'a cloud browser, rented by the minute': {
    because: 'the vendor’s bot directory names Browserbase and the like',
    event: {
      ...at(SERVER_VIRGINIA),
      ...agent('Browserbase Agent', 'Browserbase', 'browser_automation', 'unknown', 'bad'),
    },
  },
  'a headless browser, seen by v3': {
    because: 'the same verdict in the third generation',
    generation: 'v3',
    event: badBot('headless_chrome'),
  },
  'a headless browser, seen by the generation of 2019': {
    because: 'it had a probability in place of a verdict',
    generation: '2019',
    event: badBot('headless_chrome'),
  },
  'Selenium, seen by v3, on a server': {
    because: 'the verdict and the data centre in the third generation',
    generation: 'v3',
    event: { ...at(SERVER_FRANKFURT), ...badBot('selenium') },
  },
};

/** What programs are set to do. */
export const scripts: Kind = {
  'credential stuffing from one machine': {
    because: 'OWASP OAT-008: one device, a list of leaked passwords',
    event: { ...badBot('webdriver'), ...velocity({ accounts: [60, 700, 700], events: [60, 700, 700] }) },
  },
  'credential stuffing by a browser that nothing gives away': {
    because: 'OWASP OAT-008: only the number of accounts is left to see',
    event: velocity({ accounts: [4, 31, 90], events: [5, 40, 120] }),
  },
  'credential stuffing through a new residential address each time': {
    because: 'OWASP OAT-008: the device stays the same while its addresses change',
    event: { ...at(MADRID), ...velocity({ ips: [9, 60, 300], accounts: [3, 20, 90] }) },
  },
  'one account, tried from forty devices within the hour': {
    because: 'OWASP OAT-007 Credential Cracking, spread over a botnet: each device tries once',
    event: velocity({ visitorsOfAccount: [9, 40, 55], ipsOfAccount: [9, 40, 55] }),
  },
  'card testing, a payment every ten seconds': {
    because: 'OWASP OAT-001 Carding: small payments with stolen numbers',
    event: velocity({ events: [30, 300, 900] }),
  },
  'card testing, one number an account': {
    because: 'OWASP OAT-001 Carding with accounts made for it',
    event: velocity({ accounts: [5, 22, 40], events: [6, 30, 60] }),
  },
  'guessing expiry dates and security codes': {
    because: 'OWASP OAT-010 Card Cracking: hundreds of tries for one card',
    event: velocity({ events: [45, 200, 200] }),
  },
  'guessing coupon codes': {
    because: 'OWASP OAT-002 Token Cracking',
    event: velocity({ events: [55, 600, 4000] }),
  },
  'scraping prices at night': {
    because: 'OWASP OAT-011 Scraping, from a data centre, hour after hour',
    event: { ...at(SERVER_FRANKFURT), high_activity_device: true },
  },
  'scraping through proxies of a data centre': {
    because: 'OWASP OAT-011 Scraping',
    event: { ...at(SERVER_AMSTERDAM), ...proxy('data_center') },
  },
  'scraping by a browser that runs day and night': {
    because: 'the vendor’s high activity signal: far more events than people cause',
    event: { high_activity_device: true, ...velocity({ events: [25, 280, 6000] }) },
  },
  'buying sneakers the second they appear': {
    because: 'OWASP OAT-005 Scalping: an automated browser with a residential proxy',
    event: { ...badBot('webdriver'), ...proxy('residential') },
  },
  'a ticket bot that a person watches': {
    because: 'OWASP OAT-005 Scalping: developer tools stay open while the script runs',
    event: { developer_tools: true, ...velocity({ events: [24, 50, 90] }) },
  },
  'holding every seat without buying one': {
    because: 'OWASP OAT-021 Denial of Inventory',
    event: velocity({ events: [40, 420, 2000], accounts: [2, 9, 30] }),
  },
  'making accounts by the dozen': {
    because: 'OWASP OAT-019 Account Creation',
    event: { ...badBot('webdriver'), ...firstVisit, ...velocity({ accounts: [6, 40, 200] }) },
  },
  'comment spam by a script': {
    because: 'OWASP OAT-017 Spamming, from an address that spam lists know',
    event: { ...badBot('webdriver'), ip_blocklist: { email_spam: true } },
  },
  'reviews for hire, by one machine for thirty accounts': {
    because: 'OWASP OAT-016 Skewing',
    event: velocity({ accounts: [2, 12, 30] }),
  },
  'clicks on advertisements': {
    because: 'OWASP OAT-003 Ad Fraud: a machine in a data centre that is always on',
    event: { ...at(SERVER_VIRGINIA), high_activity_device: true, ...badBot('headless_chrome') },
  },
  'a click farm of real phones on one router': {
    because: 'published by several vendors: hundreds of phones, reset and used again',
    app: true,
    resetHoursAgo: 1,
    event: velocity({ eventsOfIp: [200, 2400, 50_000] }),
  },
  'texting premium numbers through the code by SMS': {
    because: 'SMS pumping: sign-ups with numbers whose operator shares the fee',
    event: { ...at(LAGOS), ...velocity({ accounts: [11, 90, 400], events: [12, 95, 420] }) },
  },
  'gift cards, checked for what is left on them': {
    because: 'OWASP OAT-002 Token Cracking, as gift card fraud is published',
    event: { ...badBot('webdriver'), ...velocity({ events: [70, 800, 800] }) },
  },
  'logging in for a customer whose password a collector has': {
    because: 'OWASP OAT-020 Account Aggregation, by a program that proves nothing',
    event: { ...at(SERVER_VIRGINIA), ...badBot('webdriver') },
  },
  'vulnerability scanning through a browser': {
    because: 'OWASP OAT-014',
    event: { ...at(SERVER_AMSTERDAM), ...agent('Example Scanner', 'Example', 'security', 'unknown', 'bad') },
  },
  'a script with curl, and no event at all': {
    because: 'most attacks never run the page’s code',
    sends: { eventId: null, headers: { 'user-agent': 'curl/8.9.1' } },
  },
  'a script that names itself Chrome, and has no event': {
    because: 'a user agent costs nothing',
    sends: { eventId: null },
  },
  'a script from the attacker’s phone network': {
    because: 'the same on a carrier: no event is made where no page runs',
    sends: { eventId: null, from: CARRIER },
  },
  'a bot at the generation of 2019, with many accounts': {
    because: 'that generation counts nothing; the probability is all there is',
    generation: '2019',
    event: badBot('webdriver'),
  },
  'a scalper, seen by v3': {
    because: 'the verdict and the proxy in the third generation',
    generation: 'v3',
    event: { ...badBot('webdriver'), ...proxy('residential') },
  },
  'credential stuffing, seen by v3': {
    because: 'the counts of the third generation',
    generation: 'v3',
    event: velocity({ accounts: [8, 60, 90] }),
  },
};

/** Programs that claim to be somebody. */
export const falseAgents: Kind = {
  'what calls itself Googlebot, and is not': {
    because: 'the vendor’s identity `spoofed`: the claim can be verified, and failed',
    event: {
      ...at(SERVER_VIRGINIA),
      ...agent('Googlebot', 'Google', 'search_engine_crawler', 'spoofed'),
    },
  },
  'what calls itself Bingbot, from a home': {
    because: 'crawlers come from their provider’s networks',
    event: { ...at(WARSAW), ...agent('Bingbot', 'Microsoft', 'search_engine_crawler', 'spoofed', 'bad') },
  },
  'what calls itself ChatGPT, with a signature that does not verify': {
    because: 'Web Bot Auth: a signature can be checked against the provider’s keys',
    event: agent('ChatGPT Agent', 'OpenAI', 'ai_agent', 'spoofed'),
  },
  'what calls itself Claude, unsigned, in a headless browser': {
    because: 'a name is the agent’s own word',
    event: agent('Claude', 'Anthropic', 'ai_agent', 'unknown', 'bad'),
  },
  'an AI crawler that ignores robots.txt': {
    because: 'the vendor’s category `ai_crawler`, taken for a bad bot',
    event: { ...at(SERVER_VIRGINIA), ...agent('Bytespider', 'ByteDance', 'ai_crawler', 'unknown', 'bad') },
  },
  'a scraper that its owner names': {
    because: 'the vendor’s category `scraping`',
    event: { ...at(SERVER_FRANKFURT), ...agent('Scrapy', 'Zyte', 'scraping', 'unknown', 'bad') },
  },
  'an agent nobody has heard of, at a sign-up': {
    because: 'the vendor calls bots that it does not know bad',
    event: agent('Unknown', 'Unknown', 'unknown', 'unknown', 'bad'),
  },
  'an AI browser whose agent fills in a hundred forms': {
    because: 'the category alone is no attack; the counts are',
    event: {
      ...agent('Comet', 'Perplexity', 'ai_browser', 'unknown', 'not_detected'),
      ...velocity({ accounts: [5, 60, 100], events: [30, 200, 300] }),
    },
  },
  'a false crawler behind a VPN': {
    because: 'who pretends to be a crawler seldom shows the own address',
    event: {
      ...vpnFrom(BERLIN, SERVER_AMSTERDAM, 'public_vpn'),
      ...agent('Googlebot', 'Google', 'search_engine_crawler', 'spoofed'),
    },
  },
  'an agent that a stranger runs for stolen accounts': {
    because: 'signed by its provider’s customer, and still on the fortieth account',
    event: {
      ...at(PARIS),
      ...agent('ChatGPT Agent', 'OpenAI', 'ai_agent', 'signed'),
      ...velocity({ accounts: [7, 40, 40] }),
    },
  },
};
