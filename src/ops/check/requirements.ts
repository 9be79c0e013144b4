import type {ServiceName} from '../site/names.js'

/** Programs that are looked for, with the names people know. */
export const PROGRAMS = {
  docker: 'Docker',
  compose: 'docker-compose',
  cuda: 'CUDA',
  nvidiaRuntime: 'NVIDIA container runtime',
  python: 'Python',
  pyenv: 'pyenv',
  pyenvVirtualenv: 'pyenv-virtualenv',
} as const

export type Program = keyof typeof PROGRAMS

/** What a role needs of its host. Versions: the least; an empty one means that any will do. */
export interface Requirement {
  cores: number
  memoryGib: number
  diskGib?: number
  ssd?: boolean
  gpu?: boolean
  programs: Readonly<Partial<Record<Program, string>>>
}

const COMPOSE = {docker: '19.03', compose: '1.24'}
const PYTHON = {python: '3.8', pyenv: '', pyenvVirtualenv: '1.2'}

/** The installation guide's table. Recommended is the double of cores, memory and disk. */
export const REQUIREMENTS: Readonly<Record<ServiceName, Requirement>> = {
  manager: {cores: 2, memoryGib: 4, programs: PYTHON},
  agent: {
    cores: 4,
    memoryGib: 32,
    diskGib: 512,
    ssd: true,
    gpu: true,
    programs: {docker: '19.03', cuda: '8', nvidiaRuntime: '', ...PYTHON},
  },
  webserver: {cores: 2, memoryGib: 4, programs: PYTHON},
  wsproxy: {cores: 2, memoryGib: 4, programs: COMPOSE},
  postgres: {cores: 2, memoryGib: 4, programs: COMPOSE},
  redis: {cores: 1, memoryGib: 2, programs: COMPOSE},
  etcd: {cores: 1, memoryGib: 2, programs: COMPOSE},
}

/** Versions that are recommended where they differ from the least. */
export const RECOMMENDED_VERSIONS: Readonly<Partial<Record<Program, string>>> = {cuda: '11'}

/** What to run where a program is missing or too old. */
export const FIXES: Readonly<Record<Program, string>> = {
  docker: 'sudo apt-get install docker.io',
  compose: 'sudo apt-get install docker-compose',
  cuda: 'Install the CUDA toolkit: https://developer.nvidia.com/cuda-downloads',
  nvidiaRuntime:
    'sudo apt-get install nvidia-container-toolkit && sudo nvidia-ctk runtime configure && sudo systemctl restart docker',
  python: 'pyenv install 3.11',
  pyenv: 'git clone https://github.com/pyenv/pyenv.git ~/.pyenv',
  pyenvVirtualenv:
    'git clone https://github.com/pyenv/pyenv-virtualenv.git ~/.pyenv/plugins/pyenv-virtualenv',
}
