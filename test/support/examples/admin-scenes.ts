import {examplesOf} from './help.js'
import {line, lines, type Scene} from './scene.js'

/** What an administrator does through the manager. */
export const ADMIN_SCENES: readonly Scene[] = [
  {
    title: 'agents, sessions and the manager itself',
    as: 'admin',
    steps: [
      ...lines('bai session create python --name train-1 --gpu 0.4 --wait'),
      ...examplesOf('admin agent list', 'admin agent get', 'admin session list', 'admin status'),
      ...examplesOf('gpu ratio'),
      ...lines('bai session rm train-1 --wait'),
      ...examplesOf('admin agent drain', 'admin agent undrain', 'admin agent recalculate'),
      ...lines('bai admin resource-group create vision'),
      ...examplesOf('admin agent move'),
      ...examplesOf('admin freeze', 'admin unfreeze'),
    ],
  },
  {
    title: 'domains and projects',
    as: 'admin',
    steps: [
      ...lines('bai admin registry create cr.example.com --url https://cr.example.com --repository stable'),
      ...examplesOf('admin domain create', 'admin domain list', 'admin domain get', 'admin domain update'),
      ...examplesOf('admin domain rm', 'admin group create', 'admin group list', 'admin group get'),
      ...examplesOf('admin group update', 'admin group rm'),
    ],
  },
  {
    title: 'images and registries',
    as: 'admin',
    files: {'password.txt': 'a password\n'},
    stands: {'cr.example.com/stable/old:1.0': () => 'local.bai/stable/base:1.0'},
    steps: [
      line('bai admin registry create cr.example.com --url https://cr.example.com --repository stable'),
      line('bai admin registry rm cr.example.com --dry-run'),
      line('bai admin registry rm cr.example.com --yes'),
      line(
        'bai admin registry create cr.example.com --url https://cr.example.com --username bot --password-stdin < password.txt',
      ),
      ...examplesOf('admin registry list', 'admin registry update'),
      ...examplesOf('admin image list', 'admin image alias', 'admin image dealias', 'admin image rescan'),
      ...examplesOf('admin image forget'),
    ],
  },
  {
    title: 'keypairs and users',
    as: 'admin',
    files: {'password.txt': 'a good long password 1\n'},
    stands: {AKIAEXAMPLE0000000AB: () => '$(cat key.txt)'},
    steps: [
      ...lines('bai admin keypair create user2@local.bai --quiet >key.txt'),
      ...examplesOf('admin keypair create', 'admin keypair list', 'admin keypair update'),
      ...examplesOf('admin keypair deactivate', 'admin keypair activate', 'admin keypair rm'),
      ...examplesOf('admin user create', 'admin user list', 'admin user get', 'admin user update'),
      ...examplesOf('admin user rm'),
    ],
  },
  {
    title: 'presets, resource groups and policies',
    as: 'admin',
    steps: [
      ...examplesOf('admin preset create', 'admin preset list', 'admin preset update', 'admin preset rm'),
      ...examplesOf('admin resource-group create', 'admin resource-group list', 'admin resource-group get'),
      ...examplesOf('admin resource-group update', 'admin resource-group allow'),
      ...examplesOf('admin resource-group disallow', 'admin resource-group rm'),
      ...examplesOf(
        'admin resource-policy create',
        'admin resource-policy list',
        'admin resource-policy get',
      ),
      ...examplesOf('admin resource-policy update', 'admin resource-policy rm'),
    ],
  },
]
