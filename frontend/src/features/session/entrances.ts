/** Who has an account with a password. */
export type UserRole = 'vendor' | 'customer';

/** The pages through which each role comes in. */
export const ENTRANCES = {
  vendor: {
    home: '/console',
    signIn: '/console/sign-in',
    signUp: '/console/register',
    forgot: '/console/forgot-password',
  },
  customer: {
    home: '/',
    signIn: '/sign-in',
    signUp: '/sign-up',
    forgot: '/forgot-password',
  },
  operator: { home: '/operator', signIn: '/operator/sign-in' },
} as const;
