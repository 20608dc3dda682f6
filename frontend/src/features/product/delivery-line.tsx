import { useQuery } from '@tanstack/react-query';
import { likelyCountry } from '../../lib/delivery/countries';
import { deliveryWords } from './delivery-words';
import { methodsQuery, type ProductPage } from './queries';

/** What the cheapest delivery of one unit costs and how long it takes. */
export function DeliveryLine({ product }: { product: ProductPage }) {
  const { data } = useQuery(methodsQuery(product.vendor.id));
  if (!data) return null;
  const country = likelyCountry(navigator.languages);
  return (
    <p className="mt-2 text-sm text-quiet">
      {deliveryWords(product, data.methods, country)}
    </p>
  );
}
