/** This handler does not know the guard: the proxy in front of it checks the request. */
export async function POST(request: Request): Promise<Response> {
  const { email } = (await request.json()) as { email: string };
  return Response.json({ subscribed: email });
}
