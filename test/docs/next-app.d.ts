// The files of a Next application that its other files import.

declare module '@/lib/guard' {
  export const guard: () => import('@fingerprint-guard/core').FingerprintGuard;
}
declare module '@/app/actions' {
  interface Told {
    error?: string;
    visitorId?: string | undefined;
  }
  export function logIn(before: Told | undefined, form: FormData): Promise<Told>;
}
