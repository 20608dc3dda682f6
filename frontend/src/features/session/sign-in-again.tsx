import { Button } from '../../components/ui/button';
import { Dialog } from '../../components/ui/dialog';
import {
  finishReauthentication,
  useReauthentication,
} from '../../lib/reauthentication';
import { sessionEnded, type Session } from '../../lib/session';
import { OperatorForm } from './operator-form';
import { SignInForm } from './sign-in-form';

/**
 * A dialog over the page when the session has ended; the page's forms keep
 * their content, and it is sent after signing in.
 */
export function SignInAgain({
  session: { role, vendor, customer },
}: {
  session: Session;
}) {
  const ended = useReauthentication();
  const done = () => finishReauthentication(true);
  const leave = () => {
    finishReauthentication(false);
    sessionEnded({ tell: true, to: '/' });
  };
  return (
    <Dialog title="Please sign in again" open={ended}>
      <p className="mb-5 text-quiet">
        Your session has ended. Nothing on this page is lost: after signing in
        it goes on.
      </p>
      {role === 'operator' ? (
        <OperatorForm done={done} />
      ) : (
        <SignInForm
          role={role}
          email={(vendor ?? customer)?.email}
          done={done}
        />
      )}
      <Button look="ghost" className="mt-3 w-full" onClick={leave}>
        Leave
      </Button>
    </Dialog>
  );
}
