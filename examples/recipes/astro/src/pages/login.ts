import type { APIRoute } from 'astro';

export const prerender = false;

export const POST: APIRoute = async ({ request, locals }) => {
  const { email } = await request.json();
  return Response.json({ email, visitorId: locals.fingerprint?.signals.visitorId });
};
