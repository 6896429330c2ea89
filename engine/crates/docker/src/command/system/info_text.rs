//! `docker info` for people to read (docker/cli `system/info.go`, `prettyPrint…`).

use api::cluster::{ClusterInfo, LocalNodeState, SwarmStatus};
use api::system::Info;

use crate::format::human;

/// Lines: a label and what follows it.
#[derive(Debug, Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, text: impl AsRef<str>) {
        self.0.push_str(text.as_ref());
        self.0.push('\n');
    }

    fn pair(&mut self, label: &str, value: impl core::fmt::Display) {
        self.line(format!("{label} {value}"));
    }

    /// Left out where there is nothing to say.
    fn some(&mut self, label: &str, value: &str) {
        if !value.is_empty() {
            self.pair(label, value);
        }
    }

    /// A label with a line for each; left out where there are none.
    fn list(&mut self, label: &str, values: &[String]) {
        if !values.is_empty() {
            self.line(label);
        }
        for value in values {
            self.line(format!("  {value}"));
        }
    }
}

/// The client's part.
pub(crate) fn client(version: &str, is_debug: bool) -> String {
    format!("Client:\n Version:    {version}\n Context:    default\n Debug Mode: {is_debug}\n")
}

/// The daemon's part.
pub(crate) fn server(info: &Info, client_debugs: bool) -> String {
    let mut out = Lines::default();
    engine(&mut out, info);
    out.pair(" Swarm:", info.swarm.local_node_state);
    swarm(&mut out, &info.swarm);
    if !info.runtimes.is_empty() {
        let names: Vec<&str> = info.runtimes.keys().map(String::as_str).collect();
        out.pair(" Runtimes:", names.join(" "));
        out.pair(" Default Runtime:", &info.default_runtime);
    }
    if info.os_type == "linux" {
        out.pair(" Init Binary:", &info.init_binary);
        out.pair(" containerd version:", &info.containerd_commit.id);
        out.pair(" runc version:", &info.runc_commit.id);
        out.pair(" init version:", &info.init_commit.id);
        security(&mut out, &info.security_options);
    }
    machine(&mut out, info);
    if info.debug || client_debugs {
        out.pair("  File Descriptors:", info.nfd);
        out.pair("  Goroutines:", info.ngoroutines);
        out.pair("  System Time:", &info.system_time);
        out.pair("  EventsListeners:", info.nevents_listener);
    }
    out.some(" HTTP Proxy:", &info.http_proxy);
    out.some(" HTTPS Proxy:", &info.https_proxy);
    out.some(" No Proxy:", &info.no_proxy);
    out.list(" Labels:", &info.labels);
    out.pair(" Experimental:", info.experimental_build);
    if let Some(registries) = &info.registry_config {
        out.list(" Insecure Registries:", &registries.insecure_registry_cidrs);
        out.list(" Registry Mirrors:", &registries.mirrors);
    }
    out.pair(" Live Restore Enabled:", info.live_restore_enabled);
    out.line("");
    out.0
}

fn engine(out: &mut Lines, info: &Info) {
    out.pair(" Containers:", info.containers);
    out.pair("  Running:", info.containers_running);
    out.pair("  Paused:", info.containers_paused);
    out.pair("  Stopped:", info.containers_stopped);
    out.pair(" Images:", info.images);
    out.some(" Server Version:", &info.server_version);
    out.some(" Storage Driver:", &info.driver);
    for pair in &info.driver_status {
        if let [name, value] = pair.as_slice() {
            out.line(format!("  {name}: {value}"));
        }
    }
    out.some(" Logging Driver:", &info.logging_driver);
    out.some(" Cgroup Driver:", &info.cgroup_driver);
    out.some(" Cgroup Version:", &info.cgroup_version);
    out.line(" Plugins:");
    out.pair("  Volume:", info.plugins.volume.join(" "));
    out.pair("  Network:", info.plugins.network.join(" "));
    out.some("  Authorization:", &info.plugins.authorization.join(" "));
    out.pair("  Log:", info.plugins.log.join(" "));
    out.list(" CDI spec directories:", &info.cdi_spec_dirs);
}

fn machine(out: &mut Lines, info: &Info) {
    out.some(" Kernel Version:", &info.kernel_version);
    out.some(" Operating System:", &info.operating_system);
    out.some(" OSType:", &info.os_type);
    out.some(" Architecture:", &info.architecture);
    out.pair(" CPUs:", info.ncpu);
    out.pair(" Total Memory:", human::bytes(info.mem_total));
    out.some(" Name:", &info.name);
    out.some(" ID:", &info.id);
    out.pair(" Docker Root Dir:", &info.docker_root_dir);
    out.pair(" Debug Mode:", info.debug);
}

/// `name=seccomp,profile=builtin`.
fn security(out: &mut Lines, options: &[String]) {
    if options.is_empty() {
        return;
    }
    out.line(" Security Options:");
    for option in options {
        let pairs: Vec<(&str, &str)> = option
            .split(',')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        let name = pairs.iter().find(|(key, _)| *key == "name");
        out.line(format!(
            "  {}",
            name.map_or(option.as_str(), |(_, name)| name)
        ));
        for (_, profile) in pairs.iter().filter(|(key, _)| *key == "profile") {
            out.pair("   Profile:", profile);
        }
    }
}

fn swarm(out: &mut Lines, swarm: &SwarmStatus) {
    match swarm.local_node_state {
        LocalNodeState::Inactive | LocalNodeState::Locked => return,
        LocalNodeState::Pending | LocalNodeState::Active | LocalNodeState::Error => (),
    }
    out.pair("  NodeID:", &swarm.node_id);
    out.some("  Error:", &swarm.error);
    out.pair("  Is Manager:", swarm.control_available);
    let is_well = swarm.error.is_empty() && swarm.local_node_state != LocalNodeState::Error;
    if let Some(cluster) = &swarm.cluster
        && swarm.control_available
        && is_well
    {
        out.pair("  ClusterID:", &cluster.id);
        out.pair("  Managers:", swarm.managers);
        out.pair("  Nodes:", swarm.nodes);
        whole(out, cluster);
    }
    out.pair("  Node Address:", &swarm.node_addr);
    let mut managers: Vec<&str> = swarm
        .remote_managers
        .iter()
        .map(|peer| peer.addr.as_str())
        .collect();
    managers.sort_unstable();
    if !managers.is_empty() {
        out.line("  Manager Addresses:");
    }
    for address in managers {
        out.line(format!("   {address}"));
    }
}

/// What holds for the whole swarm.
fn whole(out: &mut Lines, cluster: &ClusterInfo) {
    if !cluster.default_addr_pool.is_empty() {
        let pools = cluster.default_addr_pool.iter();
        let pools: String = pools.map(|pool| format!("{pool}  ")).collect();
        out.pair("  Default Address Pool:", pools);
        out.pair("  SubnetSize:", cluster.subnet_size);
    }
    if cluster.data_path_port > 0 {
        out.pair("  Data Path Port:", cluster.data_path_port);
    }
    let spec = &cluster.spec;
    let kept = spec.orchestration.task_history_retention_limit;
    out.line("  Orchestration:");
    out.pair("   Task History Retention Limit:", kept.unwrap_or(0));
    out.line("  Raft:");
    out.pair("   Snapshot Interval:", spec.raft.snapshot_interval);
    if let Some(kept) = spec.raft.keep_old_snapshots {
        out.pair("   Number of Old Snapshots to Retain:", kept);
    }
    out.pair("   Heartbeat Tick:", spec.raft.heartbeat_tick);
    out.pair("   Election Tick:", spec.raft.election_tick);
    out.line("  Dispatcher:");
    let heartbeat = human::duration(spec.dispatcher.heartbeat_period);
    out.pair("   Heartbeat Period:", heartbeat);
    out.line("  CA Configuration:");
    let expiry = human::duration(spec.ca_config.node_cert_expiry);
    out.pair("   Expiry Duration:", expiry);
    out.pair("   Force Rotate:", spec.ca_config.force_rotate);
    let certificate = spec.ca_config.signing_ca_cert.trim();
    if !certificate.is_empty() {
        out.line(format!("   Signing CA Certificate: \n{certificate}\n"));
    }
    if !spec.ca_config.external_cas.is_empty() {
        out.line("   External CAs:");
    }
    for external in &spec.ca_config.external_cas {
        out.line(format!("     {}: {}", external.protocol, external.url));
    }
    let locks = spec.encryption_config.auto_lock_managers;
    out.pair("  Autolock Managers:", locks);
    let rotates = cluster.root_rotation_in_progress;
    out.pair("  Root Rotation In Progress:", rotates);
}
