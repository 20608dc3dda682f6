"""run_tiltfile.py ROOT HELM: executes ROOT/Tiltfile in Starlark and prints as JSON what it asked Tilt for.

Every function of Tilt that is used is here with the parameters that Tilt gives it, so that a misspelt one fails as it would
there. helm renders for real; nothing else is done.
"""

import json
import os
import subprocess
import sys

import starlark as sl
import yaml

ROOT, HELM = os.path.realpath(sys.argv[1]), sys.argv[2]
calls = []


def note(call, /, **given):
    calls.append({"call": call, **given})


def blobs(value):
    return value if isinstance(value, list) else [value]


def helm(pathOrChart, name="", namespace="", values=[], set=[], kube_version="", skip_crds=False):
    note("helm", chart=pathOrChart, values=blobs(values))
    flags = [flag for v in blobs(values) for flag in ("--values", v)] + [flag for s in set for flag in ("--set", s)]
    command = [HELM, "template", name or "chart", pathOrChart, "--namespace", namespace or "default", *flags]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError(done.stderr)
    return done.stdout


def k8s_yaml(yaml_, allow_duplicates=False):
    note("k8s_yaml", yaml=yaml_)


def docker_build(
    ref, context, build_args={}, dockerfile="Dockerfile", live_update=[], match_in_env_vars=False, ignore=[], only=[],
    entrypoint=[], target="", ssh="", network="", secret="", container_args=None, cache_from=[], pull=False, platform="",
):
    note("docker_build", ref=ref, context=context, dockerfile=dockerfile, only=only, live_update=live_update)


def k8s_resource(
    workload="", new_name="", port_forwards=[], extra_pod_selectors=[], trigger_mode=None, resource_deps=[], objects=[],
    auto_init=True, pod_readiness="", links=[], labels=[], discovery_strategy="",
):
    note(
        "k8s_resource", workload=workload, new_name=new_name, port_forwards=blobs(port_forwards), deps=resource_deps,
        objects=objects, links=links,
    )


def local_resource(
    name, cmd="", deps=None, trigger_mode=None, resource_deps=[], ignore=[], auto_init=True, serve_cmd="", cmd_bat="",
    serve_cmd_bat="", links=[], allow_parallel=False, labels=[], env={}, serve_env={}, readiness_probe=None, dir="",
    serve_dir="",
):
    note("local_resource", name=name, argv=serve_cmd, env=serve_env, links=links, deps=resource_deps)


def helm_repo(name, url, resource_name="", labels=[], username="", password=""):
    note("resource", name=resource_name or name, chart_repo=name)


def helm_resource(
    name, chart, namespace="", release_name="", image_deps=[], image_keys=[], flags=[], image_selector="",
    container_selector="", deps=[], resource_deps=[], labels=[], port_forwards=[], links=[], pod_readiness="",
    update_dependencies=False, auto_init=True,
):
    note("resource", name=name, chart=chart, flags=flags, deps=resource_deps, paths=deps)


def local(command, quiet=False, command_bat="", echo_off=False, env={}, dir="", stdin=None):
    note("local", argv=command if isinstance(command, list) else command.split(" "))
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: of-local}\n"


def cmd_button(name, resource=None, argv=None, text=None, location="", icon_name="", icon_svg="", env=[], inputs=[], dir=""):
    note("button", name=name, argv=argv, text=text, location=location)


def sync(local_path, remote_path):
    return {"sync": local_path, "to": remote_path}


def fall_back_on(files):
    return {"fall_back_on": blobs(files)}


def link(url, name=""):
    return {"url": url, "name": name}


def allow_k8s_contexts(contexts):
    note("allow_k8s_contexts", contexts=blobs(contexts))


def read_file(file_path, default=None):
    with open(os.path.join(ROOT, file_path), encoding="utf8") as opened:
        return opened.read()


def decode_yaml_stream(text):
    return [document for document in yaml.safe_load_all(text) if document is not None]


def encode_yaml_stream(objects):
    return yaml.safe_dump_all(objects)


EVERYWHERE = [
    helm, docker_build, k8s_resource, local, local_resource, sync, fall_back_on, link, allow_k8s_contexts, decode_yaml_stream,
    encode_yaml_stream, read_file,
]
EXTENSIONS = {
    "ext://helm_resource": ([helm_repo, helm_resource], ""),
    "ext://uibutton": ([cmd_button], "location = struct(NAV='nav', RESOURCE='resource')\n"),
}


def dialect():
    chosen = sl.Dialect.extended()
    chosen.enable_top_level_stmt = True
    chosen.enable_load = True
    return chosen


def evaluate(name, text, folder, functions):
    module = sl.Module()
    for function in functions:
        module.add_callable(function.__name__, function)
    module.add_callable("k8s_yaml", k8s_yaml)
    globals_ = sl.Globals.extended_by([sl.LibraryExtension.StructType, sl.LibraryExtension.Print])
    sl.eval(module, sl.parse(name, text, dialect=dialect()), globals_, sl.FileLoader(lambda path: loaded(path, folder)))
    return module


def loaded(path, folder):
    if path.startswith("ext://"):
        functions, text = EXTENSIONS[path]
        return evaluate(path, text, folder, functions).freeze()
    file = os.path.join(folder, path)
    with open(file, encoding="utf8") as opened:
        return evaluate(path, opened.read(), os.path.dirname(file), EVERYWHERE).freeze()


with open(os.path.join(ROOT, "Tiltfile"), encoding="utf8") as tiltfile:
    evaluate("Tiltfile", tiltfile.read(), ROOT, EVERYWHERE)
json.dump(calls, sys.stdout)
