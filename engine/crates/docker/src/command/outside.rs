//! Commands about what lies outside a swarm: builds, contexts, manifests, signatures, registries.
//! Not carried out; usage lines, flags and defaults after docker/cli `builder`, `context`,
//! `manifest`, `trust`, `registry`.

use crate::command::image;
use crate::command::listing::{FILTER, FORMAT, INSPECT_FORMAT, NO_TRUNC, PRETTY};
use crate::flag::{Args, Flag, Kind, Spec};

const IMAGES: &str = "the images of this lab are given: see 'docker images'";
const REGISTRY: &str = "the registry of this lab lets everyone in";
const HOST: &str = "name the machine with '--host', or use the terminal of that machine";
const INSECURE: Flag = Flag::new("insecure", Kind::Switch, "Speak to a registry without TLS");

pub(crate) static BUILDER: Spec = Spec::group(
    "builder",
    "Work with builds",
    &[&image::later::BUILD, &BUILDER_PRUNE],
);

static BUILDER_PRUNE: Spec = Spec::verb("prune", "", "Remove layers kept for builds")
    .flags(&[&[
        Flag::new("all", Kind::Switch, "All that nothing uses").short('a'),
        Flag::new(
            "filter",
            Kind::Filter,
            "Remove only what meets this condition (such as \"until=24h\")",
        ),
        Flag::new("force", Kind::Switch, "Do not ask first").short('f'),
        Flag::new("keep-storage", Kind::Bytes, "How much to keep"),
    ]])
    .later(IMAGES);

pub(crate) static CONTEXT: Spec = Spec::group(
    "context",
    "Work with the daemons this client knows",
    &[
        &CONTEXT_CREATE,
        &CONTEXT_EXPORT,
        &CONTEXT_IMPORT,
        &CONTEXT_INSPECT,
        &CONTEXT_LS,
        &CONTEXT_RM,
        &CONTEXT_SHOW,
        &CONTEXT_UPDATE,
        &CONTEXT_USE,
    ],
);

const CONTEXT_FLAGS: &[Flag] = &[
    Flag::new("description", Kind::Text, "What it is for"),
    Flag::new("docker", Kind::StringMap, "How its daemon is reached").default("[]"),
];

static CONTEXT_CREATE: Spec = Spec::verb("create", "[OPTIONS] CONTEXT", "Make a context")
    .args(Args::Exact(1))
    .flags(&[
        CONTEXT_FLAGS,
        &[Flag::new("from", Kind::Text, "The context to begin with")],
    ])
    .later(HOST);

static CONTEXT_EXPORT: Spec = Spec::verb(
    "export",
    "[OPTIONS] CONTEXT [FILE|-]",
    "Pack a context into a tar archive",
)
.args(Args::Range(1, 2))
.later(HOST);

static CONTEXT_IMPORT: Spec = Spec::verb(
    "import",
    "CONTEXT FILE|-",
    "Take a context out of a tar or zip archive",
)
.args(Args::Exact(2))
.later(HOST);

static CONTEXT_INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] [CONTEXT] [CONTEXT...]",
    "Show all there is to know of contexts",
)
.args(Args::Any)
.flags(&[&[INSPECT_FORMAT]])
.later(HOST);

static CONTEXT_LS: Spec = Spec::verb("ls", "[OPTIONS]", "List contexts")
    .aliases(&["list"])
    .flags(&[&[
        FORMAT,
        Flag::new("quiet", Kind::Switch, "Print names and nothing else").short('q'),
    ]])
    .later(HOST);

static CONTEXT_RM: Spec = Spec::verb("rm", "CONTEXT [CONTEXT...]", "Remove contexts")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .flags(&[&[Flag::new("force", Kind::Switch, "Even if it is in use").short('f')]])
    .later(HOST);

static CONTEXT_SHOW: Spec =
    Spec::verb("show", "", "Print the name of the context in use").later(HOST);

static CONTEXT_UPDATE: Spec = Spec::verb("update", "[OPTIONS] CONTEXT", "Change a context")
    .args(Args::Exact(1))
    .flags(&[CONTEXT_FLAGS])
    .later(HOST);

static CONTEXT_USE: Spec = Spec::verb("use", "CONTEXT", "Use this context from now on")
    .args(Args::Exact(1))
    .later(HOST);

pub(crate) static MANIFEST: Spec = Spec::group(
    "manifest",
    "Work with image manifests and lists of them",
    &[
        &MANIFEST_ANNOTATE,
        &MANIFEST_CREATE,
        &MANIFEST_INSPECT,
        &MANIFEST_PUSH,
        &MANIFEST_RM,
    ],
)
.named("manifest", "COMMAND");

static MANIFEST_ANNOTATE: Spec = Spec::verb(
    "annotate",
    "[OPTIONS] MANIFEST_LIST MANIFEST",
    "Say for which machine an image of a list is",
)
.args(Args::Exact(2))
.flags(&[&[
    Flag::new("arch", Kind::Text, "The processor"),
    Flag::new("os", Kind::Text, "The operating system"),
    Flag::new("os-features", Kind::Strings, "What the system must have"),
    Flag::new("os-version", Kind::Text, "The system's version"),
    Flag::new("variant", Kind::Text, "The processor's variant"),
]])
.later(IMAGES);

static MANIFEST_CREATE: Spec = Spec::verb(
    "create",
    "MANIFEST_LIST MANIFEST [MANIFEST...]",
    "Make a list of manifests on this machine",
)
.args(Args::AtLeast(2))
.flags(&[&[
    Flag::new("amend", Kind::Switch, "Add to a list that is there").short('a'),
    INSECURE,
]])
.later(IMAGES);

static MANIFEST_INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] [MANIFEST_LIST] MANIFEST",
    "Show a manifest or a list of them",
)
.args(Args::Range(1, 2))
.flags(&[&[
    INSECURE,
    Flag::new("verbose", Kind::Switch, "Show layers and platform, too").short('v'),
]])
.later(IMAGES);

static MANIFEST_PUSH: Spec = Spec::verb(
    "push",
    "[OPTIONS] MANIFEST_LIST",
    "Send a list of manifests to a registry",
)
.args(Args::Exact(1))
.flags(&[&[
    INSECURE,
    Flag::new("purge", Kind::Switch, "Remove it here afterwards").short('p'),
]])
.later(IMAGES);

static MANIFEST_RM: Spec = Spec::verb(
    "rm",
    "MANIFEST_LIST [MANIFEST_LIST...]",
    "Remove lists of manifests from this machine",
)
.args(Args::AtLeast(1))
.later(IMAGES);

const SIGNED: &str = "nothing is signed in this lab";

pub(crate) static TRUST: Spec = Spec::group(
    "trust",
    "Work with signatures of images",
    &[&TRUST_INSPECT, &KEY, &TRUST_REVOKE, &TRUST_SIGN, &SIGNER],
);

static TRUST_INSPECT: Spec = Spec::verb(
    "inspect",
    "IMAGE[:TAG] [IMAGE[:TAG]...]",
    "Show who signed images, and with which keys",
)
.args(Args::AtLeast(1))
.flags(&[&[PRETTY]])
.later(SIGNED);

static KEY: Spec = Spec::group(
    "key",
    "Work with keys for signing",
    &[&KEY_GENERATE, &KEY_LOAD],
);

static KEY_GENERATE: Spec = Spec::verb("generate", "NAME", "Make a pair of keys")
    .args(Args::Exact(1))
    .flags(&[&[Flag::new(
        "dir",
        Kind::Text,
        "The folder it goes to, if not this one",
    )]])
    .later(SIGNED);

static KEY_LOAD: Spec = Spec::verb("load", "[OPTIONS] KEYFILE", "Take a private key in")
    .args(Args::Exact(1))
    .flags(&[&[Flag::new("name", Kind::Text, "What it is called").default("signer")]])
    .later(SIGNED);

static TRUST_REVOKE: Spec = Spec::verb(
    "revoke",
    "[OPTIONS] IMAGE[:TAG]",
    "Take an image's signature back",
)
.args(Args::Exact(1))
.flags(&[&[Flag::new("yes", Kind::Switch, "Do not ask first").short('y')]])
.later(SIGNED);

static TRUST_SIGN: Spec = Spec::verb("sign", "IMAGE:TAG", "Sign an image")
    .args(Args::Exact(1))
    .flags(&[&[Flag::new(
        "local",
        Kind::Switch,
        "Sign an image of this machine",
    )]])
    .later(SIGNED);

static SIGNER: Spec = Spec::group(
    "signer",
    "Work with those who may sign",
    &[&SIGNER_ADD, &SIGNER_REMOVE],
);

static SIGNER_ADD: Spec = Spec::verb(
    "add",
    "OPTIONS NAME REPOSITORY [REPOSITORY...] ",
    "Let someone sign",
)
.args(Args::AtLeast(2))
.flags(&[&[Flag::new("key", Kind::List, "A file with their public key")]])
.later(SIGNED);

static SIGNER_REMOVE: Spec = Spec::verb(
    "remove",
    "[OPTIONS] NAME REPOSITORY [REPOSITORY...]",
    "Let someone sign no longer",
)
.args(Args::AtLeast(2))
.flags(&[&[Flag::new("force", Kind::Switch, "Do not ask first").short('f')]])
.later(SIGNED);

pub(crate) static LOGIN: Spec = Spec::verb("login", "[OPTIONS] [SERVER]", "Log in to a registry")
    .common(8)
    .args(Args::AtMost(1))
    .flags(&[&[
        Flag::new("password", Kind::Text, "Password or access token").short('p'),
        Flag::new(
            "password-stdin",
            Kind::Switch,
            "Read it from standard input",
        ),
        Flag::new("username", Kind::Text, "Who you are there").short('u'),
    ]])
    .later(REGISTRY);

pub(crate) static LOGOUT: Spec = Spec::verb("logout", "[SERVER]", "Log out of a registry")
    .common(9)
    .args(Args::AtMost(1))
    .later(REGISTRY);

pub(crate) static SEARCH: Spec =
    Spec::verb("search", "[OPTIONS] TERM", "Look for images on Docker Hub")
        .common(10)
        .args(Args::Exact(1))
        .flags(&[&[
            FILTER,
            Flag::new("format", Kind::Text, "What this Go template makes of each"),
            Flag::new("limit", Kind::Int, "How many at most"),
            NO_TRUNC,
        ]])
        .later(IMAGES);
