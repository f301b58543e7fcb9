import { each, flag, level, listOf, object, oneOf, type Schema, share, text, whole } from './schema.js';

const time: Schema = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };
const twoLetters: Schema = { type: 'string', minLength: 2, maxLength: 2 };
const tag: Schema = { type: 'object' };
const seenAt = object(
  each({ anyOf: [time, { type: 'null' }] }, 'global subscription'),
  'global',
  'subscription',
);
const confidence = object({ score: share, ...each(text, 'revision comment') }, 'score');
const BROWSER_FIELDS = 'browserName browserMajorVersion browserFullVersion os osVersion device userAgent';
const result = object({ result: flag }, 'result');

const geolocation = object({
  accuracyRadius: { type: 'integer', minimum: 0 },
  latitude: { type: 'number', minimum: -90, maximum: 90 },
  longitude: { type: 'number', minimum: -180, maximum: 180 },
  ...each(text, 'postalCode timezone'),
  city: object({ name: text }, 'name'),
  country: object({ code: twoLetters, name: text }, 'code', 'name'),
  continent: object({ code: twoLetters, name: text }, 'code', 'name'),
  subdivisions: listOf(object(each(text, 'isoCode name'), 'isoCode', 'name')),
});

const network = object(
  {
    address: text,
    geolocation,
    asn: object(each(text, 'asn name network type'), 'asn', 'name', 'network'),
    datacenter: object({ result: flag, name: text }, 'result', 'name'),
  },
  'address',
  'geolocation',
);

const visitFields = {
  ...each(text, 'requestId ip linkedId url'),
  browserDetails: object(each(text, BROWSER_FIELDS), ...BROWSER_FIELDS.split(' ')),
  incognito: flag,
  ipLocation: geolocation,
  timestamp: whole,
  time,
  tag,
  confidence,
  visitorFound: flag,
  firstSeenAt: seenAt,
  lastSeenAt: seenAt,
};
const visitRequired =
  'requestId browserDetails incognito ip timestamp time url tag visitorFound firstSeenAt lastSeenAt'.split(
    ' ',
  );

const visit = object(visitFields, ...visitRequired);

const sdk = object(
  { ...each(text, 'platform version'), integrations: listOf({ type: 'object' }) },
  'platform',
  'version',
);

const counter = object({ intervals: object(each(whole, '5m 1h 24h'), '5m', '1h') });
const counters =
  'distinctIp distinctLinkedId distinctCountry events ipEvents distinctIpByLinkedId distinctVisitorIdByLinkedId';

const signals: Record<string, Schema> = {
  ...each(result, 'rootApps emulator tor clonedApp jailbroken frida privacySettings locationSpoofing'),
  ...each(result, 'developerTools mitmAttack'),
  ipInfo: object({ v4: network, v6: network }),
  ipBlocklist: object(
    { result: flag, details: object(each(flag, 'emailSpam attackSource'), 'emailSpam', 'attackSource') },
    'result',
    'details',
  ),
  vpn: object(
    {
      result: flag,
      confidence: level,
      mlScore: share,
      ...each(text, 'originTimezone originCountry'),
      methods: object(
        each(flag, 'timezoneMismatch publicVPN auxiliaryMobile osMismatch relay mlPrediction'),
        ...'timezoneMismatch publicVPN auxiliaryMobile osMismatch relay'.split(' '),
      ),
    },
    ...'result confidence originTimezone originCountry methods'.split(' '),
  ),
  proxy: object(
    {
      result: flag,
      confidence: level,
      mlScore: share,
      details: object(
        { proxyType: oneOf('residential', 'data_center', 'unknown'), lastSeenAt: time },
        'proxyType',
      ),
    },
    'result',
    'confidence',
  ),
  tampering: object(
    {
      result: flag,
      confidence: level,
      anomalyScore: share,
      mlScore: share,
      antiDetectBrowser: flag,
    },
    ...'result confidence anomalyScore mlScore antiDetectBrowser'.split(' '),
  ),
  factoryReset: object({ time, timestamp: whole }, 'time', 'timestamp'),
  virtualMachine: object({ result: flag, mlScore: share }, 'result'),
  rawDeviceAttributes: { type: 'object', additionalProperties: object({ value: {}, error: {} }) },
  highActivity: object({ result: flag, dailyRequests: whole }, 'result'),
  rareDevice: object({ result: flag, percentileBucket: text }),
  suspectScore: object({ result: whole }, 'result'),
  velocity: object(each(counter, counters), ...counters.split(' ')),
  proximity: object(
    { id: text, precisionRadius: whole, confidence: share },
    'id',
    'precisionRadius',
    'confidence',
  ),
};

const bot = object({ result: oneOf('notDetected', 'good', 'bad'), type: text }, 'result');

const products: Record<string, Schema> = {
  ...signals,
  incognito: result,
  identification: object(
    { ...visitFields, visitorId: text, ...each(flag, 'suspect replayed'), sdk, environmentId: text },
    'visitorId',
    'replayed',
    ...visitRequired,
  ),
  botd: object(
    { bot, meta: tag, ...each(text, 'linkedId url ip userAgent requestId'), time },
    ...'bot url ip time userAgent requestId'.split(' '),
  ),
  labels: listOf(object({ label: text, prediction: flag, mlScore: share })),
};

const productData = Object.entries(products).map(([name, data]) => [name, object({ data }, 'data')]);

/** What the v3 API documents of an event, without products that failed. */
export const v3EventSchema = object({ products: object(Object.fromEntries(productData)) }, 'products');

/** A page of what v3 finds. */
export const v3SearchSchema = object({ events: listOf(v3EventSchema), paginationKey: text });

/** What v3 documents of a visitor's visits. */
export const v3VisitsSchema = object(
  { visitorId: text, visits: listOf(visit), lastTimestamp: whole, paginationKey: text },
  'visitorId',
  'visits',
);

/** What v3 documents of a webhook; it may hold more. */
export const v3WebhookSchema: Schema = {
  ...object(
    {
      ...visitFields,
      ...signals,
      visitorId: text,
      replayed: flag,
      sdk,
      environmentId: text,
      clientReferrer: text,
      userAgent: text,
      bot,
      supplementaryIds: object(
        each(
          object({
            visitorId: text,
            visitorFound: flag,
            confidence,
            firstSeenAt: seenAt,
            lastSeenAt: seenAt,
          }),
          'standard highRecall',
        ),
        'standard',
        'highRecall',
      ),
    },
    ...'requestId url ip time timestamp sdk'.split(' '),
  ),
};

/** What is known of a visitor's visits in the 2019 generation. */
export const visits2019Schema = object(
  {
    visitorId: text,
    visits: listOf(
      object(
        {
          incognito: flag,
          ...each(text, 'linkedId url ip'),
          time,
          timestamp: whole,
          ipLocation: geolocation,
          browserDetails: object(
            { ...each(text, BROWSER_FIELDS), botProbability: share },
            ...BROWSER_FIELDS.split(' '),
          ),
        },
        ...'incognito time url ip browserDetails'.split(' '),
      ),
    ),
  },
  'visitorId',
  'visits',
);
