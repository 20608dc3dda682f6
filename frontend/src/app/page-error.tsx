import { Link, useRouteError } from 'react-router';
import { Button } from '../components/ui/button';
import { Empty, ProblemNote } from '../components/ui/notice';
import { useTitle } from '../lib/title';

/**
 * A page that broke, or whose code could not be fetched: after an upgrade a
 * reload brings the new one.
 */
export function PageError() {
  const error = useRouteError();
  return (
    <div className="wrap max-w-xl py-20">
      <ProblemNote error={error} retry={() => location.reload()} />
    </div>
  );
}

export function NotFound() {
  useTitle('Not found');
  return (
    <Empty title="There is no such page">
      <p>The address may be mistyped, or what was here is gone.</p>
      <Button asChild look="outline" className="mt-6">
        <Link to="/">To the shop</Link>
      </Button>
    </Empty>
  );
}
