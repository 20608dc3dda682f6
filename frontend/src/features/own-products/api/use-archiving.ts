import { useToast } from '../../../components/toasts';
import { problemOf } from '../../../lib/problem';
import { archiveProduct, restoreProduct } from './calls';

interface Named {
  id: string;
  name: string;
}

/** Archives and restores products; each can be undone from its toast. */
export function useArchiving() {
  const toast = useToast();
  const failed = (err: unknown) => toast({ text: problemOf(err).message });
  const restore = ({ id, name }: Named) => {
    restoreProduct(id).then(
      () => toast({ text: `“${name}” is for sale again` }),
      failed,
    );
  };
  const archive = (product: Named) => {
    archiveProduct(product.id).then(
      () =>
        toast({
          text: `“${product.name}” is archived`,
          action: { label: 'Undo', run: () => restore(product) },
        }),
      failed,
    );
  };
  return { archive, restore };
}
