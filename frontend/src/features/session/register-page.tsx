import { zodResolver } from '@hookform/resolvers/zod';
import { BrowserRegistration } from '@souk/contracts/marketplace/sessions';
import { useForm } from 'react-hook-form';
import { Link, useNavigate } from 'react-router';
import { Form } from '../../components/ui/form';
import { useTitle } from '../../lib/title';
import { NewAccountFields } from './account-fields';
import { AuthPage, OtherWay } from './auth-page';
import { register } from './calls';
import { ENTRANCES } from './entrances';

export function Component() {
  useTitle('Open a shop');
  const navigate = useNavigate();
  const form = useForm({
    resolver: zodResolver(BrowserRegistration),
    defaultValues: { name: '', email: '', password: '' },
  });
  return (
    <AuthPage
      title="Open a shop"
      lead="Free, and ready in a minute. Your first warehouse is included."
    >
      <Form
        form={form}
        send={async (vendor) => {
          await register(vendor);
          await navigate(ENTRANCES.vendor.home, { replace: true });
        }}
        button="Open the shop"
        wide
      >
        <NewAccountFields
          form={form}
          nameLabel="Shop name"
          nameToken="organization"
        />
      </Form>
      <OtherWay>
        Already have a shop? <Link to={ENTRANCES.vendor.signIn}>Sign in</Link>
      </OtherWay>
    </AuthPage>
  );
}
