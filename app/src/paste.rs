//! What is pasted into a prompt: lines to run one after the other, prompts of tutorials stripped.

/// The lines of a pasted text, each ready to be entered. A single line without an end of line stays
/// in the prompt: it is returned as the only one, for the caller to insert.
pub fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_matches('\n');
    text.split('\n')
        .map(|line| without_prompt(line).to_owned())
        .collect()
}

/// `$ docker ps`, `# docker ps` at the very start of a tutorial's line, `root@node1:~# docker ps`,
/// `[node1] (local) root@192.168.0.8 ~ $ docker ps`: what the tutorial's own shell printed.
fn without_prompt(line: &str) -> &str {
    let trimmed = line.trim_start();
    if let Some(rest) = trimmed.strip_prefix("$ ") {
        return rest;
    }
    for mark in ["# ", "$ "] {
        if let Some((prompt, rest)) = trimmed.split_once(mark)
            && is_prompt(prompt)
        {
            return rest;
        }
    }
    line
}

/// Whether this is what stands before `#` or `$` in a prompt: `root@node1:~`, `user@host ~ `.
fn is_prompt(text: &str) -> bool {
    let text = text.trim_end();
    let has_host = text.split_once('@').is_some_and(|(user, host)| {
        let user = user.rsplit(' ').next().unwrap_or(user);
        !user.is_empty() && !host.is_empty()
    });
    has_host && text.len() < 60 && !text.contains(['"', '\'', '|', '=', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_of_tutorials_are_stripped() {
        let check =
            |pasted: &str, expected: &[&str]| assert_eq!(lines(pasted), expected, "{pasted}");
        check("docker ps", &["docker ps"]);
        check(
            "$ docker ps\n$ docker info\n",
            &["docker ps", "docker info"],
        );
        check("root@node1:~# docker ps", &["docker ps"]);
        check(
            "[node1] (local) root@192.168.0.8 ~ $ docker ps",
            &["docker ps"],
        );
        check("echo a # a comment", &["echo a # a comment"]);
        check("# only a comment", &["# only a comment"]);
        check("ssh root@node2 'echo $ x'", &["ssh root@node2 'echo $ x'"]);
        check(
            "for i in 1 2; do\r\n  echo $i\r\ndone",
            &["for i in 1 2; do", "  echo $i", "done"],
        );
    }
}
