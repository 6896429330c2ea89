//! `cargo xtask serve`: builds the page, serves it on this machine, and builds again after an edit.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::time::{Duration, Instant};

use crate::call::Call;
use crate::dist;
use crate::failure::Failure;
use crate::report::step;
use crate::workspace;

const PORT: u16 = 8080;

/// How often to look whether the server answers yet.
const LOOK_EVERY: Duration = Duration::from_millis(100);

struct Options {
    port: u16,
    open: bool,
}

pub fn serve(words: &[&str]) -> Result<(), Failure> {
    let Options { port, open } = options(words)?;
    refuse_taken(port)?;
    dist::ensure_tools()?;
    // A folder of its own: what is served while developing never lands in dist/.
    let served = workspace::scratch_dir("serve")?;
    // Built apart from serving: Trunk would serve an error page, and we would call it ready.
    step("Build the page", || {
        trunk("build").arg("--dist").arg(&served).run()
    })?;
    let mut server = step("Serve it", || {
        let serve = trunk("serve")
            .args(&["--disable-address-lookup", "--port", &port.to_string()])
            .arg("--dist")
            .arg(&served);
        let mut server = if open { serve.arg("--open") } else { serve }.start()?;
        wait_for(port, &mut server)?;
        Ok(server)
    })?;
    println!(
        "\nSwarm Lab is ready at http://127.0.0.1:{port}/ (Ctrl-C stops it; an edit rebuilds it)"
    );
    let status = server
        .wait()
        .map_err(|error| Failure::new(error.to_string()))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new(format!("Trunk stopped: {status}"))),
    }
}

fn trunk(command: &str) -> Call {
    Call::new("trunk", [command, "--cargo-profile", "serve"])
        .env("RUST_BACKTRACE", "0")
        .cure("See above what stopped it: often an error in the sources, which `cargo check` shows, too")
}

fn options(words: &[&str]) -> Result<Options, Failure> {
    let mut options = Options {
        port: PORT,
        open: false,
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--open" => options.open = true,
            "--port" => {
                let port = words.next().and_then(|port| port.parse().ok());
                options.port = port.ok_or_else(|| Failure::new("--port wants a number"))?;
            }
            word => return Err(Failure::new(format!("serve does not know {word}"))),
        }
    }
    Ok(options)
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// Says at once, not after the build, that the port is not free.
fn refuse_taken(port: u16) -> Result<(), Failure> {
    match TcpListener::bind(address(port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let cure = format!(
                "Stop the program that uses it, or: cargo xtask serve --port {}",
                port.wrapping_add(1)
            );
            Err(Failure::new(format!("port {port} is taken")).cure(cure))
        }
        Err(error) => {
            Err(Failure::new(format!("port {port}: {error}")).cure("cargo xtask serve --port N"))
        }
    }
}

/// Waits until the server answers or dies. Trunk serves only after the first build went well or ill.
fn wait_for(port: u16, server: &mut Child) -> Result<(), Failure> {
    loop {
        if let Ok(Some(status)) = server.try_wait() {
            return Err(
                Failure::new(format!("Trunk stopped: {status}")).cure("See above what stopped it")
            );
        }
        let looked = Instant::now();
        if TcpStream::connect_timeout(&address(port), LOOK_EVERY).is_ok() {
            return Ok(());
        }
        std::thread::sleep(LOOK_EVERY.saturating_sub(looked.elapsed()));
    }
}
