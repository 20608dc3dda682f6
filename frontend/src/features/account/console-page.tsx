import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../lib/session';
import { useTitle } from '../../lib/title';
import { PasswordSection } from './password';
import { SessionsSection } from './sessions';

/** The account of a vendor, in the console. */
export function Component() {
  useTitle('Account');
  const vendor = useQuery(sessionQuery).data?.vendor;
  if (!vendor) return null;
  return (
    <>
      <h1 className="text-4xl">Account</h1>
      <p className="mt-2 mb-8 text-quiet">
        <bdi>{vendor.name}</bdi> · <bdi>{vendor.email}</bdi>
      </p>
      <PasswordSection role="vendor" email={vendor.email} />
      <SessionsSection role="vendor" />
    </>
  );
}
