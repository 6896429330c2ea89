//! The small programs every system has, and the shell's own commands.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use api::http::{HttpRequest, HttpResponse};
use sim::Duration;

use super::ping::{Begun, Ping};
use super::server::Asked;
use super::{Line, Program, Scene, launch};

/// What a command does.
pub(super) enum Outcome {
    Done {
        status: i64,
        lines: Vec<Line>,
    },
    /// `exit`, with a status or with that of the last command.
    Exit(Option<i64>),
    Sleep(Duration),
    Ping(Ping, Line),
    /// A program of the image.
    Child {
        program: Box<Program>,
        is_exec: bool,
    },
    /// It waits for nothing that could ever come.
    Forever,
}

/// What a container's root folder holds.
const ROOT: &str = "bin dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var";

/// Runs one command. `words` is not empty.
pub(super) fn run(
    words: &[String],
    variables: &mut BTreeMap<String, String>,
    scene: &mut Scene<'_>,
) -> Outcome {
    let arguments = &words[1..];
    let bare = words[0].rsplit('/').next().unwrap_or(&words[0]);
    match bare {
        ":" | "true" | "cd" | "set" | "trap" | "umask" | "wait" | "mkdir" | "chmod" | "chown" => {
            done(0)
        }
        "ls" => prints(ROOT.split(' ').map(str::to_owned)),
        "false" | "read" => done(1),
        "exit" => Outcome::Exit(arguments.first().and_then(|text| text.parse().ok())),
        "exec" if arguments.is_empty() => done(0),
        "exec" => become_program(arguments, variables, scene),
        "export" => export(arguments, variables),
        "echo" => echo(arguments),
        "printf" => printf(arguments),
        "sleep" => sleep(arguments),
        "ping" => match Ping::begin(arguments, scene) {
            Begun::Runs(ping, line) => Outcome::Ping(ping, line),
            Begun::Fails(line, status) => Outcome::Done {
                status,
                lines: vec![line],
            },
        },
        "test" | "[" => done(i64::from(!is_true(arguments, scene))),
        "touch" => with_files(arguments, |file| {
            scene.files.insert(file);
        }),
        "rm" => with_files(arguments, |file| {
            scene.files.remove(&file);
        }),
        "cat" => cat(arguments, scene),
        "tail"
            if arguments
                .iter()
                .any(|word| word.starts_with("-f") || word == "-F") =>
        {
            Outcome::Forever
        }
        "tail" => cat(&[], scene),
        "top" | "yes" => Outcome::Forever,
        "wget" | "curl" => fetch(bare, arguments, scene),
        "nslookup" => nslookup(arguments),
        "seq" => seq(arguments),
        "env" | "printenv" => prints(
            variables
                .iter()
                .map(|(name, value)| format!("{name}={value}")),
        ),
        "hostname" => prints([scene.hostname.to_owned()]),
        "date" => prints([date(scene)]),
        "pwd" => prints(["/".to_owned()]),
        "whoami" => prints(["root".to_owned()]),
        "id" => prints(["uid=0(root) gid=0(root) groups=0(root)".to_owned()]),
        "uname" => prints(["Linux".to_owned()]),
        "nproc" => prints(["1".to_owned()]),
        _ => other_program(words, variables, scene),
    }
}

fn done(status: i64) -> Outcome {
    Outcome::Done {
        status,
        lines: Vec::new(),
    }
}

fn prints(lines: impl IntoIterator<Item = String>) -> Outcome {
    let lines = lines.into_iter().map(Line::out).collect();
    Outcome::Done { status: 0, lines }
}

fn fails(status: i64, text: String) -> Outcome {
    Outcome::Done {
        status,
        lines: vec![Line::err(text)],
    }
}

fn other_program(words: &[String], env: &BTreeMap<String, String>, scene: &Scene<'_>) -> Outcome {
    match launch(words, env, scene) {
        Ok(program) => Outcome::Child {
            program: Box::new(program),
            is_exec: false,
        },
        Err(_) => fails(127, format!("sh: {}: not found", words[0])),
    }
}

fn become_program(words: &[String], env: &BTreeMap<String, String>, scene: &Scene<'_>) -> Outcome {
    match launch(words, env, scene) {
        Ok(program) => Outcome::Child {
            program: Box::new(program),
            is_exec: true,
        },
        Err(_) => fails(127, format!("sh: exec: {}: not found", words[0])),
    }
}

fn export(arguments: &[String], variables: &mut BTreeMap<String, String>) -> Outcome {
    for argument in arguments {
        if let Some((name, value)) = argument.split_once('=') {
            variables.insert(name.to_owned(), value.to_owned());
        }
    }
    done(0)
}

fn echo(arguments: &[String]) -> Outcome {
    let is_option = |word: &&String| matches!(word.as_str(), "-n" | "-e" | "-ne" | "-en");
    let words: Vec<&str> = arguments
        .iter()
        .skip_while(is_option)
        .map(String::as_str)
        .collect();
    prints(words.join(" ").split('\n').map(str::to_owned))
}

fn printf(arguments: &[String]) -> Outcome {
    let Some(form) = arguments.first() else {
        return done(1);
    };
    let mut values = arguments[1..].iter();
    let mut text = String::new();
    let mut parts = form.split("%s");
    text += parts.next().unwrap_or_default();
    for part in parts {
        text += values.next().map(String::as_str).unwrap_or_default();
        text += part;
    }
    let text = text.replace("\\n", "\n").replace("\\t", "\t");
    prints(text.trim_end_matches('\n').split('\n').map(str::to_owned))
}

fn sleep(arguments: &[String]) -> Outcome {
    let mut total = Duration::ZERO;
    for argument in arguments {
        if matches!(argument.as_str(), "infinity" | "inf") {
            return Outcome::Forever;
        }
        match seconds(argument) {
            Some(time) => total += time,
            None => return fails(1, format!("sleep: invalid number '{argument}'")),
        }
    }
    match arguments.is_empty() {
        true => fails(1, "BusyBox v1.37.0 multi-call binary.".to_owned()),
        false => Outcome::Sleep(total),
    }
}

/// `3`, `0.5`, `2m`.
fn seconds(text: &str) -> Option<Duration> {
    let (number, unit) = match text.chars().last()? {
        's' => (&text[..text.len() - 1], 1),
        'm' => (&text[..text.len() - 1], 60),
        'h' => (&text[..text.len() - 1], 3600),
        'd' => (&text[..text.len() - 1], 86_400),
        _ => (text, 1),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let millis: u64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    whole
        .checked_mul(1000)
        .and_then(|it| it.checked_add(millis))
        .and_then(|it| it.checked_mul(unit))
        .map(Duration::from_millis)
}

fn is_true(arguments: &[String], scene: &Scene<'_>) -> bool {
    let words: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "]")
        .collect();
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    match words.as_slice() {
        ["!", rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|word| (*word).to_owned()).collect();
            !is_true(&rest, scene)
        }
        ["-n", text] | [text] => !text.is_empty(),
        ["-z", text] => text.is_empty(),
        ["-f" | "-e" | "-s" | "-r", file] => scene.files.contains(*file),
        [one, "=" | "==", other] => one == other,
        [one, "!=", other] => one != other,
        [one, "-eq", other] => number(one) == number(other),
        [one, "-ne", other] => number(one) != number(other),
        [one, "-gt", other] => number(one) > number(other),
        [one, "-ge", other] => number(one) >= number(other),
        [one, "-lt", other] => number(one) < number(other),
        [one, "-le", other] => number(one) <= number(other),
        _ => false,
    }
}

fn with_files(arguments: &[String], mut act: impl FnMut(String)) -> Outcome {
    for file in arguments.iter().filter(|word| !word.starts_with('-')) {
        act(file.clone());
    }
    done(0)
}

fn cat(arguments: &[String], scene: &Scene<'_>) -> Outcome {
    for file in arguments {
        match file.as_str() {
            "/etc/hostname" => return prints([scene.hostname.to_owned()]),
            "-" | "/dev/null" => (),
            file if scene.files.contains(file) => (),
            file => {
                return fails(
                    1,
                    format!("cat: can't open '{file}': No such file or directory"),
                );
            }
        }
    }
    done(0)
}

fn seq(arguments: &[String]) -> Outcome {
    let numbers: Vec<i64> = arguments
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    let (first, last) = match numbers.as_slice() {
        [last] => (1, *last),
        [first, last, ..] => (*first, *last),
        [] => return done(1),
    };
    prints((first..=last.min(first + 10_000)).map(|number| number.to_string()))
}

fn nslookup(arguments: &[String]) -> Outcome {
    let name = arguments.first().cloned().unwrap_or_default();
    fails(
        1,
        format!("nslookup: names inside of containers are not part of this simulation yet: {name}"),
    )
}

fn date(scene: &Scene<'_>) -> String {
    let (year, month, day, hour, minute, second, _) = scene.wall.civil();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// A request to a server of the same container: what health checks do.
fn fetch(program: &str, arguments: &[String], scene: &mut Scene<'_>) -> Outcome {
    let is_address = |word: &&String| !word.starts_with('-') && *word != "/dev/null";
    let takes_value = |word: &str| {
        matches!(
            word,
            "-O" | "-o" | "-T" | "-t" | "-m" | "--max-time" | "-w" | "-H"
        )
    };
    let mut address = None;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if takes_value(word) {
            words.next();
        } else if is_address(&word) {
            address = Some(word.trim_start_matches("http://").to_owned());
        }
    }
    let Some(address) = address else {
        return done(1);
    };
    let (authority, path) = address.split_once('/').unwrap_or((&address, ""));
    let (name, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let is_here = matches!(name, "localhost" | "127.0.0.1" | "0.0.0.0" | "[::1]")
        || name == scene.hostname
        || scene.addresses.iter().any(|own| own.to_string() == name);
    if !is_here {
        return unreachable_name(program, name);
    }
    let port = port.parse().unwrap_or(80);
    match ask(port, &format!("/{path}"), program, scene) {
        None if program == "wget" => {
            let text = "wget: can't connect to remote host (127.0.0.1): Connection refused";
            fails(1, text.to_owned())
        }
        None => fails(
            7,
            format!(
                "curl: (7) Failed to connect to {name} port {port} after 0 ms: Couldn't connect to server"
            ),
        ),
        Some(response) => fetched(program, arguments, &response),
    }
}

fn unreachable_name(program: &str, name: &str) -> Outcome {
    match program {
        "wget" => fails(1, format!("wget: bad address '{name}'")),
        _ => fails(6, format!("curl: (6) Could not resolve host: {name}")),
    }
}

fn ask(port: u16, path: &str, program: &str, scene: &mut Scene<'_>) -> Option<HttpResponse> {
    let server = scene.main?.server_at(port, scene.now)?;
    let agent = if program == "wget" {
        "Wget"
    } else {
        "curl/8.14.1"
    };
    let request = HttpRequest {
        method: "GET".to_owned(),
        path: path.to_owned(),
        headers: vec![("User-Agent".to_owned(), agent.to_owned())],
        body: Vec::new(),
    };
    let client = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 40_000);
    let (response, line) = server.answer(
        Asked {
            client,
            request: &request,
        },
        scene,
    );
    scene.main_lines.extend(line);
    response.ok()
}

fn fetched(program: &str, arguments: &[String], response: &HttpResponse) -> Outcome {
    let is_error = response.status >= 400;
    if program == "wget" && is_error {
        let (status, reason) = (response.status, &response.reason);
        return fails(
            1,
            format!("wget: server returned error: HTTP/1.1 {status} {reason}"),
        );
    }
    let is_strict = arguments
        .iter()
        .any(|word| word == "--fail" || is_short_with(word, 'f'));
    if is_error && is_strict {
        let status = response.status;
        return fails(
            22,
            format!("curl: (22) The requested URL returned error: {status}"),
        );
    }
    let shows = match program {
        "wget" => arguments
            .iter()
            .any(|word| word == "-" || word.ends_with("O-")),
        _ => !arguments
            .iter()
            .any(|word| word == "-o" || word == "--output"),
    };
    let body = String::from_utf8_lossy(&response.body).into_owned();
    match shows {
        true => prints(body.trim_end_matches('\n').split('\n').map(str::to_owned)),
        false => done(0),
    }
}

fn is_short_with(word: &str, letter: char) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.contains(letter)
}
