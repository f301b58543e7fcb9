/** It knows nothing of the guard: the proxy stands in front of it. */
export async function POST(request: Request): Promise<Response> {
  const { email } = (await request.json()) as { email: string };
  return Response.json({ subscribed: email });
}
