import type { EmulatorState } from '../emulator-state.js';
import { type Answer, json } from '../http/answer.js';
import { scanVisits } from '../query/visit-scan.js';
import { visit2019 } from '../translation/visit-2019.js';
import { behind } from './entrance.js';
import { VISITS_ERRORS } from './errors.js';
import { refusingInvalid } from './refusing-invalid.js';
import type { ApiCall } from './route.js';
import { headerOrQueryKey } from './secret-key.js';

const RECENT_MS = 10 * 86_400_000;
const ownKey = headerOrQueryKey('auth-token', 'token');
const v3Key = headerOrQueryKey('auth-api-key', 'api_key');

/** The 2019 generation: a visitor's recent visits, told apart from v3 by the name of the key. */
export const visits2019 = behind(ownKey, [
  {
    kind: 'visits',
    method: 'GET',
    path: /^\/visitors\/([^/]+)$/,
    errors: VISITS_ERRORS,
    isMeant: (call) => ownKey(call) !== undefined && v3Key(call) === undefined,
    answer: getVisits,
  },
]);

function getVisits({ id, query }: ApiCall, state: EmulatorState): Answer {
  return refusingInvalid(VISITS_ERRORS, () => {
    const scan = scanVisits(id, query, state, { since: state.settings.now() - RECENT_MS });
    if (!scan) return json(404, { visitorId: id });
    return json(200, { visitorId: id, visits: scan.events.map(({ event }) => visit2019(event)) });
  });
}
