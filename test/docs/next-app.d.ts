// The files of a Next application that its other files import.

declare module '@/lib/guard' {
  export const guard: () => import('@fingerprint-guard/core').FingerprintGuard;
}
declare module '@/app/actions' {
  export function logIn(
    before: unknown,
    form: FormData,
  ): Promise<{ error?: string; reference?: string; visitorId?: string | undefined }>;
}
