import { withFingerprint } from '@fingerprint-guard/next';
import { guard } from '@/lib/guard';

/** Sends a link to sign in with. The body can still be read after the check. */
export const POST = withFingerprint(
  guard,
  'login',
)(async (request, { fingerprint }) => {
  const form = await request.formData();
  console.log('a link for the visitor', fingerprint.signals.visitorId);
  return Response.json({ sentTo: form.get('email') });
});
