import { Link, useRouteError } from 'react-router';
import { Button } from '../components/ui/button';
import { Empty, ProblemNote } from '../components/ui/notice';
import { useTitle } from '../lib/title';

/**
 * Shown when a page fails or its code cannot be loaded; after an upgrade, a
 * reload loads the new version.
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
    <Empty title="Page not found">
      <p>The address may be wrong, or the page no longer exists.</p>
      <Button asChild look="outline" className="mt-6">
        <Link to="/">Go to the shop</Link>
      </Button>
    </Empty>
  );
}
