import { fingerprintVisit } from '@fingerprint-guard/testing';

/** An honest visit with every signal known, including those of phones and of the vendor's ruleset. */
export const VISIT = fingerprintVisit({
  event: {
    rootApps: false,
    emulator: false,
    simulator: false,
    clonedApp: false,
    jailbroken: false,
    frida: false,
    locationSpoofing: false,
    mitmAttack: false,
    activeCall: false,
    factoryResetAt: 0,
    ruleAction: { type: 'allow' },
  },
});
