import { useToast } from '../../../components/toasts';
import { problemOf } from '../../../lib/problem';
import { archiveProduct, restoreProduct } from './calls';

interface Named {
  id: string;
  name: string;
}

/**
 * Takes products from sale and brings them back; each can be undone from the
 * message that tells it.
 */
export function useArchiving() {
  const say = useToast();
  const failed = (err: unknown) => say({ text: problemOf(err).message });
  const restore = ({ id, name }: Named) => {
    restoreProduct(id).then(
      () => say({ text: `“${name}” is for sale again` }),
      failed,
    );
  };
  const archive = (product: Named) => {
    archiveProduct(product.id).then(
      () =>
        say({
          text: `“${product.name}” is archived`,
          action: { label: 'Undo', run: () => restore(product) },
        }),
      failed,
    );
  };
  return { archive, restore };
}
