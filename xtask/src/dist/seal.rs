//! Makes the built page hold under a strict content security policy.
//!
//! Trunk writes the script that starts the page into the HTML. Here it moves to a file of its own,
//! named by its content, and the policy is written into the head: nothing is loaded from anywhere
//! else, no script stands in the HTML, no text is ever run as a script, no style is set by attribute.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, on_file};

/// What the browser may load: our own files; wasm may be compiled; small images may be in the text.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:";

const SCRIPT_START: &str = "<script type=\"module\">";
const SCRIPT_END: &str = "</script>";

/// Seals the page in this folder.
pub fn seal(dist: &Path) -> Result<(), Failure> {
    let page = dist.join("index.html");
    let html = fs::read_to_string(&page).map_err(on_file(&page))?;
    let sealed = split(&html)?;
    let boot = dist.join(&sealed.boot_name);
    fs::write(&boot, sealed.boot).map_err(on_file(&boot))?;
    fs::write(&page, sealed.html).map_err(on_file(&page))
}

/// The page without its script, and the script.
struct Sealed {
    html: String,
    boot: String,
    boot_name: String,
}

fn split(html: &str) -> Result<Sealed, Failure> {
    let missing = |what: &str| Failure::new(format!("the page that Trunk wrote has no {what}"));
    let (before, rest) = html
        .split_once(SCRIPT_START)
        .ok_or_else(|| missing(SCRIPT_START))?;
    let (script, after) = rest
        .split_once(SCRIPT_END)
        .ok_or_else(|| missing(SCRIPT_END))?;
    let boot = format!("{}\n", script.trim());
    let boot_name = format!("boot-{:016x}.js", fingerprint(boot.as_bytes()));
    let tag = format!("<script type=\"module\" src=\"./{boot_name}\">{SCRIPT_END}");
    let (head, tail) = before
        .split_once("<head>")
        .ok_or_else(|| missing("<head>"))?;
    let policy =
        format!("<head>\n    <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\" />");
    let html = format!("{head}{policy}{tail}{tag}{after}");
    refuse_inline(&html)?;
    Ok(Sealed {
        html,
        boot,
        boot_name,
    })
}

/// The policy would silently switch these off in the browser; better to hear of it here.
fn refuse_inline(html: &str) -> Result<(), Failure> {
    let inline_script = html.split("<script").skip(1).any(|tag| {
        !tag.split('>')
            .next()
            .is_some_and(|tag| tag.contains(" src="))
    });
    let handler = html
        .split('<')
        .skip(1)
        .any(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(" on")));
    let style = html.contains("<style") || html.contains(" style=\"");
    let found = [
        (inline_script, "a script"),
        (handler, "an event handler"),
        (style, "a style"),
    ];
    match found.iter().find(|(is_there, _)| *is_there) {
        Some((_, what)) => {
            let why = format!(
                "index.html has {what} in its text, which the content security policy forbids"
            );
            Err(Failure::new(why).cure("Move it to a file in app/"))
        }
        None => Ok(()),
    }
}

/// FNV-1a, 64 bits: a name for a content. Nobody has to trust it.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head>\n<title>T</title><script type=\"module\">\nimport './app.js';\n</script></head></html>";

    #[test]
    fn the_script_moves_to_a_file_named_by_its_content() {
        let sealed = split(PAGE).expect("a page as Trunk writes it");
        assert_eq!(sealed.boot, "import './app.js';\n");
        assert!(sealed.html.contains(&format!(
            "<script type=\"module\" src=\"./{}\"></script></head>",
            sealed.boot_name
        )));
        assert!(!sealed.html.contains("import"));
        let other = split(&PAGE.replace("app.js", "other.js")).expect("a page as Trunk writes it");
        assert_ne!(other.boot_name, sealed.boot_name);
    }

    #[test]
    fn the_policy_stands_first_in_the_head() {
        let sealed = split(PAGE).expect("a page as Trunk writes it");
        let policy = sealed
            .html
            .find("Content-Security-Policy")
            .expect("a policy");
        assert!(policy < sealed.html.find("<title>").expect("a title"));
    }

    #[test]
    fn what_the_policy_forbids_is_refused() {
        for bad in [
            "<script>alert()</script>",
            "<p style=\"x\">",
            "<style></style>",
            "<p onclick=\"x\">",
        ] {
            let page = PAGE.replace("</html>", &format!("{bad}</html>"));
            assert!(split(&page).is_err(), "{bad}");
        }
        assert!(
            split("<html></html>").is_err(),
            "a page without a script is not ours"
        );
    }
}
