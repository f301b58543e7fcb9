import { withFingerprint } from '@fingerprint-guard/next';
import { guard } from '@/lib/guard';

/** An offer that nobody gets twice with one event. */
export const GET = withFingerprint(
  guard,
  'login',
)(async (_request, { fingerprint }) =>
  Response.json({ offer: fingerprint.signals.newVisitor ? 'a bookmark' : 'a book' }),
);
