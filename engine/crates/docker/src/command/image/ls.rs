//! `docker images` and `docker image ls` (docker/cli `image/list.go`, `formatter/image.go`).

use std::collections::BTreeMap;

use api::Request;
use api::image::Summary;
use sim::Timestamp;

use crate::command::listing::{self, FILTER, FORMAT};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Args, Flag, Kind, Names, Spec};
use crate::format::{Listing, Row, human, reference, short_id, text};
use crate::quote::quote;

const FLAGS: &[Flag] = &[
    Flag::new(
        "all",
        Kind::Switch,
        "List those that only others are made of, too",
    )
    .short('a'),
    Flag::new("digests", Kind::Switch, "Print digests"),
    FILTER,
    FORMAT,
    Flag::new("no-trunc", Kind::Switch, "Print values in full length"),
    Flag::new("quiet", Kind::Switch, "Print ids and nothing else").short('q'),
    Flag::new(
        "tree",
        Kind::Switch,
        "Print what belongs together as a tree (experimental)",
    ),
];

pub(crate) static LS: Spec = Spec::verb("ls", "[OPTIONS] [REPOSITORY[:TAG]]", "List images")
    .aliases(&["list"])
    .alias_line("docker image ls, docker image list, docker images")
    .args(Args::AtMost(1))
    .flags(&[FLAGS])
    .names(Names::Images)
    .runs(run);

pub(crate) static IMAGES: Spec = LS
    .aliases(&[])
    .named("images", "[OPTIONS] [REPOSITORY[:TAG]]")
    .common(7);

const LISTING: Listing = Listing {
    type_name: "formatter.imageContext",
    columns: &[
        ("ID", "IMAGE ID"),
        ("Repository", "REPOSITORY"),
        ("Tag", "TAG"),
        ("Digest", "DIGEST"),
        ("CreatedSince", "CREATED"),
        ("CreatedAt", "CREATED AT"),
        ("Size", "SIZE"),
        ("Containers", "CONTAINERS"),
        ("VirtualSize", "SIZE"),
        ("SharedSize", "SHARED SIZE"),
        ("UniqueSize", "UNIQUE SIZE"),
    ],
};

/// Words that are rather a verb of `docker image` than a repository.
const VERBS: [&str; 13] = [
    "build", "history", "import", "inspect", "list", "load", "ls", "prune", "pull", "push", "rm",
    "save", "tag",
];

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    if given.is("tree") {
        return Err(Stop::error(crate::command::later::sentence(
            "docker images --tree",
            "'docker images' lists them without their platforms",
        )));
    }
    let mut filters = listing::filters(given);
    let name = cx.args().first().map(String::as_str);
    if let Some(name) = name {
        listing::add(&mut filters, "reference", name);
    }
    let response = cx.ask(Request::ImageList {
        all: given.is("all"),
        filters,
    })?;
    let images = answer!(response, Images);
    let format = chosen(given.text("format"), given.is("quiet"), given.is("digests"));
    let shows_digests = given.is("digests");
    let uses_digests = shows_digests || format.contains("{{.Digest}}");
    let mut rows = Vec::new();
    for image in images {
        for line in lines(image, shows_digests, uses_digests) {
            rows.push(row(image, line, !given.is("no-trunc"), cx.now()));
        }
    }
    let text = LISTING.write(&format, rows).map_err(Stop::error)?;
    cx.out(text);
    let called_at_the_top = cx.invocation.path.len() == 2;
    if let Some(name) = name
        && images.is_empty()
        && called_at_the_top
        && VERBS.contains(&name)
    {
        cx.error_line(format!(
            "\nNo images found matching {}: did you mean \"docker image {name}\"?",
            quote(name)
        ));
    }
    Ok(Ending::Done)
}

fn chosen(given: &str, is_quiet: bool, digests: bool) -> String {
    const SINCE: &str = "{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}";
    match (given, is_quiet, digests) {
        ("" | "table", true, _) => "{{.ID}}".to_owned(),
        ("" | "table", false, true) => {
            format!(
                "table {{{{.Repository}}}}\t{{{{.Tag}}}}\t{{{{.Digest}}}}\t{{{{.ID}}}}\t{SINCE}\t{{{{.Size}}}}"
            )
        }
        ("" | "table", false, false) => {
            format!("table {{{{.Repository}}}}\t{{{{.Tag}}}}\t{{{{.ID}}}}\t{SINCE}\t{{{{.Size}}}}")
        }
        ("raw", true, _) => "image_id: {{.ID}}".to_owned(),
        ("raw", false, _) => {
            let digest = if digests { "digest: {{.Digest}}\n" } else { "" };
            format!(
                "repository: {{{{ .Repository }}}}\ntag: {{{{.Tag}}}}\n{digest}image_id: {{{{.ID}}}}\ncreated_at: {{{{.CreatedAt}}}}\nvirtual_size: {{{{.Size}}}}\n"
            )
        }
        (own, _, true) if own.starts_with("table") && !own.contains("{{.Digest}}") => {
            format!("{own}\t{{{{.Digest}}}}")
        }
        (own, ..) => own.to_owned(),
    }
}

/// What one line of the listing calls an image.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    repository: String,
    tag: String,
    digest: String,
}

/// An image has a line for each of its tags, and for each repository that knows it by digest only.
fn lines(image: &Summary, shows_digests: bool, uses_digests: bool) -> Vec<Line> {
    const NONE: &str = "<none>";
    let line = |repository: &str, tag: &str, digest: &str| Line {
        repository: repository.to_owned(),
        tag: tag.to_owned(),
        digest: digest.to_owned(),
    };
    let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut digests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let named = image.repo_tags.iter().chain(&image.repo_digests);
    for parsed in named.filter_map(|name| reference::parse(name)) {
        if let Some(digest) = parsed.digest {
            digests
                .entry(parsed.familiar_name)
                .or_default()
                .push(digest);
        } else if let Some(tag) = parsed.tag {
            tags.entry(parsed.familiar_name).or_default().push(tag);
        }
    }
    if tags.is_empty() && digests.is_empty() {
        return vec![line(NONE, NONE, NONE)];
    }
    let mut lines = Vec::new();
    for (repository, tags) in tags {
        let digests = digests.remove(&repository).unwrap_or_default();
        for tag in tags {
            if digests.is_empty() || !uses_digests {
                lines.push(line(&repository, &tag, NONE));
                continue;
            }
            lines.extend(digests.iter().map(|digest| line(&repository, &tag, digest)));
        }
    }
    for (repository, digests) in digests {
        if shows_digests {
            lines.extend(digests.iter().map(|digest| line(&repository, NONE, digest)));
        } else {
            lines.push(line(&repository, NONE, ""));
        }
    }
    lines
}

fn row(image: &Summary, line: Line, is_short: bool, now: Timestamp) -> Row {
    let id = image.id.as_str();
    let created = Timestamp(image.created.saturating_mul(1_000_000_000));
    let known = |amount: i64, shown: String| {
        if amount == -1 {
            "N/A".to_owned()
        } else {
            shown
        }
    };
    let unique = if image.shared_size == -1 {
        -1
    } else {
        image.size - image.shared_size
    };
    vec![
        ("ID", text(if is_short { short_id(id) } else { id })),
        ("Repository", text(line.repository)),
        ("Tag", text(line.tag)),
        ("Digest", text(line.digest)),
        ("CreatedSince", text(human::ago(now, created))),
        ("CreatedAt", text(created.to_string())),
        ("Size", text(human::size(image.size, 3))),
        (
            "Containers",
            text(known(image.containers, image.containers.to_string())),
        ),
        ("VirtualSize", text(human::size(image.size, 4))),
        (
            "SharedSize",
            text(known(image.shared_size, human::size(image.shared_size, 4))),
        ),
        ("UniqueSize", text(known(unique, human::size(unique, 4)))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tags: &[&str], digests: &[&str], shows_digests: bool) -> Vec<String> {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let image = Summary {
            repo_tags: own(tags),
            repo_digests: own(digests),
            ..Summary::default()
        };
        let lines = lines(&image, shows_digests, shows_digests);
        let name = |line: Line| format!("{}:{}@{}", line.repository, line.tag, line.digest);
        lines.into_iter().map(name).collect()
    }

    #[test]
    fn each_tag_has_its_line() {
        let digest = format!("sha256:{}", "0".repeat(64));
        let nginx = format!("nginx@{digest}");
        assert_eq!(
            shown(&["nginx:1.29", "nginx:alpine"], &[&nginx], false),
            ["nginx:1.29@<none>", "nginx:alpine@<none>"]
        );
        assert_eq!(
            shown(&["nginx:alpine"], &[&nginx], true),
            [format!("nginx:alpine@{digest}")]
        );
        assert_eq!(shown(&[], &[&nginx], false), ["nginx:<none>@"]);
        assert_eq!(shown(&[], &[], false), ["<none>:<none>@<none>"]);
    }
}
