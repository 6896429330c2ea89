//! What a flag's value is: its type's name in `--help`, and which words it accepts.

use std::collections::BTreeMap;

use super::value;

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `--detach`, `--detach=false`.
    Switch,
    Text,
    /// Shown as `string` with its default in quotes, as Docker's paths of certificates.
    Path,
    Int,
    Uint,
    Uint32,
    Uint16,
    Float,
    Duration,
    /// A duration that must not be negative.
    PositiveDuration,
    /// A list with no rule for its items.
    List,
    Labels,
    /// `NAME=value`, or `NAME` to take the value of the shell's variable.
    Env,
    Addresses,
    DnsSearch,
    /// `host:ip`.
    Hosts,
    /// `name=value` pairs that a node advertises.
    GenericResources,
    /// Words separated by commas.
    Strings,
    Map,
    /// `name=value` pairs of pflag's own.
    StringMap,
    Filter,
    Cpus,
    Bytes,
    /// A command line, split into words.
    CommandLine,
    Mount,
    Network,
    Port,
    Secret,
    Config,
    Ulimit,
    Preference,
    CredentialSpec,
    NodeAddress,
    ExternalCa,
    PemFile,
    AddressPools,
    Gpus,
    /// The daemon's address: a list by nature, shown as `string`.
    DaemonHost,
}

impl Kind {
    /// The type's name in `--help`; a switch has none.
    pub fn type_name(self) -> &'static str {
        match self {
            Kind::Switch => "",
            Kind::Text | Kind::Path | Kind::DaemonHost => "string",
            Kind::Int => "int",
            Kind::Uint => "uint",
            Kind::Uint32 => "uint32",
            Kind::Uint16 => "uint16",
            Kind::Float => "float",
            Kind::Duration | Kind::PositiveDuration => "duration",
            Kind::List
            | Kind::Labels
            | Kind::Env
            | Kind::Addresses
            | Kind::DnsSearch
            | Kind::Hosts
            | Kind::GenericResources => "list",
            Kind::Strings => "strings",
            Kind::Map => "map",
            Kind::StringMap => "stringToString",
            Kind::Filter => "filter",
            Kind::Cpus => "decimal",
            Kind::Bytes => "bytes",
            Kind::CommandLine => "command",
            Kind::Mount => "mount",
            Kind::Network => "network",
            Kind::Port => "port",
            Kind::Secret => "secret",
            Kind::Config => "config",
            Kind::Ulimit => "ulimit",
            Kind::Preference => "pref",
            Kind::CredentialSpec => "credential-spec",
            Kind::NodeAddress => "node-addr",
            Kind::ExternalCa => "external-ca",
            Kind::PemFile => "pem-file",
            Kind::AddressPools => "ipNetSlice",
            Kind::Gpus => "gpu-request",
        }
    }

    /// Whether a flag of this kind may be given several times.
    pub fn repeats(self) -> bool {
        match self {
            Kind::Switch
            | Kind::Text
            | Kind::Path
            | Kind::Int
            | Kind::Uint
            | Kind::Uint32
            | Kind::Uint16
            | Kind::Float
            | Kind::Duration
            | Kind::PositiveDuration
            | Kind::Cpus
            | Kind::Bytes
            | Kind::CommandLine
            | Kind::CredentialSpec
            | Kind::NodeAddress
            | Kind::PemFile
            | Kind::DaemonHost => false,
            Kind::List
            | Kind::Labels
            | Kind::Env
            | Kind::Addresses
            | Kind::DnsSearch
            | Kind::Hosts
            | Kind::GenericResources
            | Kind::Strings
            | Kind::Map
            | Kind::StringMap
            | Kind::Filter
            | Kind::Mount
            | Kind::Network
            | Kind::Port
            | Kind::Secret
            | Kind::Config
            | Kind::Ulimit
            | Kind::Preference
            | Kind::ExternalCa
            | Kind::AddressPools
            | Kind::Gpus => true,
        }
    }

    /// Whether `--help` shows the default in quotes.
    pub fn is_quoted(self) -> bool {
        matches!(self, Kind::Text | Kind::Path)
    }

    /// The value as it is kept, or why it is refused, in the words of docker/cli `opts`.
    pub fn accept(
        self,
        text: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<String, String> {
        let kept = || text.to_owned();
        match self {
            Kind::Switch => value::number::boolean(text).map(|value| value.to_string()),
            Kind::Text | Kind::Path | Kind::DaemonHost | Kind::List | Kind::Strings => Ok(kept()),
            Kind::Map | Kind::StringMap | Kind::PemFile | Kind::Gpus => Ok(kept()),
            Kind::Int => value::number::integer(text).map(|value| value.to_string()),
            Kind::Uint => value::number::unsigned(text, 64).map(|value| value.to_string()),
            Kind::Uint32 => value::number::unsigned(text, 32).map(|value| value.to_string()),
            Kind::Uint16 => value::number::unsigned(text, 16).map(|value| value.to_string()),
            Kind::Float => value::number::float(text).map(|value| value.to_string()),
            Kind::Duration => value::duration::parse(text).map(|_| kept()),
            Kind::PositiveDuration => value::duration::parse_positive(text).map(|_| kept()),
            Kind::Labels => value::list::label(text),
            Kind::Env => value::list::variable(text, variables),
            Kind::Addresses => value::list::address(text),
            Kind::DnsSearch => value::list::dns_search(text),
            Kind::Hosts => value::list::extra_host(text),
            Kind::GenericResources => value::list::generic_resource(text),
            Kind::Filter => value::list::filter(text),
            Kind::Cpus => value::number::nano_cpus(text).map(|_| kept()),
            Kind::Bytes => value::number::bytes(text).map(|_| kept()),
            Kind::CommandLine => value::words::split(text).map(|_| kept()),
            Kind::Mount => value::mount::parse(text).map(|_| kept()),
            Kind::Network => value::network::parse(text).map(|_| kept()),
            Kind::Port => value::port::parse(text).map(|_| kept()),
            Kind::Secret => value::reference::parse(text, "secret").map(|_| kept()),
            Kind::Config => value::reference::parse(text, "config").map(|_| kept()),
            Kind::Ulimit => value::list::ulimit(text).map(|_| kept()),
            Kind::Preference => value::list::preference(text),
            Kind::CredentialSpec => value::list::credential_spec(text),
            Kind::NodeAddress => value::address::listen(text),
            Kind::ExternalCa => value::address::external_ca(text).map(|_| kept()),
            Kind::AddressPools => value::address::pools(text),
        }
    }
}
