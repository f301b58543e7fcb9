import { json, type RequestHandler } from '@sveltejs/kit';

export const POST: RequestHandler = async ({ request, locals }) => {
  const { email } = await request.json();
  return json({ email, visitorId: locals.fingerprint?.signals.visitorId });
};
