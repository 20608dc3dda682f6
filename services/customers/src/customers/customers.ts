import type { CustomerView } from '@souk/contracts/customers/views';
import { AppError } from '@souk/platform/http/errors';
import type { Customer, CustomerStore } from './store';

export interface CustomersDeps {
  customers: CustomerStore;
  newId: () => string;
  now: () => Date;
}

export async function getOwnAccount(
  { customers }: CustomersDeps,
  id: string,
): Promise<CustomerView> {
  const customer = await customers.find(id);
  if (!customer)
    throw new AppError(
      'not-found',
      'customer-not-found',
      'There is no such customer',
    );
  return customerView(customer);
}

export const customerView = ({
  id,
  name,
  email,
  createdAt,
}: Customer): CustomerView => ({ id, name, email, createdAt });
