import { CARRIER } from './parts/places.js';
import { at, badBot } from './parts/signals.js';
import type { Declared } from './visit.js';

/** An honest visit and an attack that look the same to a server, whatever the policy. */
interface Twins {
  honest: string;
  attack: string;
  /** What both look like. */
  visit: Declared;
}

export const twins: readonly Twins[] = [
  {
    honest: 'a customer whose ad blocker stops the agent',
    attack: 'a script that never runs the page',
    visit: {
      because: 'without an event nothing is known; behind the site’s own domain the agent is not blocked',
      sends: { eventId: null },
    },
  },
  {
    honest: 'a page that sends its form again without identifying again',
    attack: 'an event, used a second time',
    visit: {
      because: 'one ID, two requests; a page that identifies anew has two IDs',
      sends: { usedBefore: 1 },
    },
  },
  {
    honest: 'a customer’s own script, unsigned',
    attack: 'a stranger’s script',
    visit: { because: 'a program that proves nothing could be anybody’s', event: badBot('webdriver') },
  },
  {
    honest: 'a phone whose address changed within its carrier',
    attack: 'a victim’s event, sent by a phone of the same carrier',
    visit: {
      because: 'one network, one event, used once',
      event: at(CARRIER),
      sends: { from: CARRIER.v4.replace('.20', '.77') },
    },
  },
  {
    honest: 'a customer at home',
    attack: 'a stranger who controls the customer’s own computer from afar',
    visit: {
      because:
        'v4 has no signal of remote control: the computer, the browser and the address are the owner’s',
    },
  },
];
