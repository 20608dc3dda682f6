import { ConsoleLayout } from './console-layout';

export const Component = () => <ConsoleLayout role="vendor" />;
