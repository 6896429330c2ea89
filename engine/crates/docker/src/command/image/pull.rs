//! `docker pull` (docker/cli `image/pull.go`; recording 054c, without the lines of its layers, which
//! the images of this lab do not have).

use api::{Request, Response};

use crate::command::later;
use crate::context::{Context, Ending, Outcome, Stop};
use crate::flag::{Args, Flag, Kind, Names, Spec};
use crate::format::reference;

pub(crate) static PULL: Spec = Spec::verb(
    "pull",
    "[OPTIONS] NAME[:TAG|@DIGEST]",
    "Fetch an image from a registry",
)
.alias_line("docker image pull, docker pull")
.common(5)
.args(Args::Exact(1))
.flags(&[&[
    Flag::new("all-tags", Kind::Switch, "Every tag of the repository").short('a'),
    super::later::TRUST,
    super::later::PLATFORM,
    Flag::new("quiet", Kind::Switch, "Do not show how far it is").short('q'),
]])
.names(Names::Images)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let is_quiet = given.is("quiet");
    for flag in ["all-tags", "platform"] {
        if given.changed(flag) {
            let what = format!("docker pull --{flag}");
            let text = later::sentence(&what, "fetch an image by its name and tag");
            return Err(Stop::error(text));
        }
    }
    let name = &cx.args()[0];
    let image = reference::parse(name).ok_or_else(|| Stop::error(reference::refusal(name)))?;
    let label = match (&image.tag, &image.digest) {
        (_, Some(digest)) => digest.clone(),
        (Some(tag), None) => tag.clone(),
        (None, None) => {
            if !is_quiet {
                cx.line("Using default tag: latest");
            }
            "latest".to_owned()
        }
    };
    let joint = if image.digest.is_some() { '@' } else { ':' };
    let familiar = format!("{}{joint}{label}", image.familiar_name);
    let response = cx.ask(Request::ImagePull {
        image: familiar.clone(),
    })?;
    let Response::ImagePulled {
        reference: complete,
        digest,
        is_new,
    } = &*response
    else {
        panic!("expected ImagePulled, got {response:?}");
    };
    if !is_quiet {
        cx.line(format!("{label}: Pulling from {}", image.path()));
        cx.line(format!("Digest: {digest}"));
        let status = if *is_new {
            "Downloaded newer image"
        } else {
            "Image is up to date"
        };
        cx.line(format!("Status: {status} for {familiar}"));
    }
    cx.line(complete);
    Ok(Ending::Done)
}
