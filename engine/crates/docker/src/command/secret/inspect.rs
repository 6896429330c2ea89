//! `docker secret inspect` (docker/cli `secret/inspect.go`, `secret/formatter.go`; recording
//! 111).

use api::Request;
use api::secret::Secret;

use crate::command::config::inspect::{labels, times};
use crate::command::listing::{self, INSPECT_FORMAT, Inspected, PRETTY};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Args, Names, Spec};

pub(super) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] SECRET [SECRET...]",
    "Show all there is to know of secrets",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT, PRETTY]])
.names(Names::Secrets)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let format = given.text("format");
    if given.is("pretty") || format == "pretty" {
        return print_pretty(cx);
    }
    if format.starts_with("pretty") {
        return Err(Stop::error(
            "cannot supply extra formatting options to the pretty template",
        ));
    }
    listing::inspect(cx, (format, 1), |cx, name| {
        Ok(find(cx, name)?.map(|secret| Inspected::typed(&secret, "swarm.Secret")))
    })?;
    Ok(Ending::Done)
}

/// All of them, or nothing but the first error.
fn print_pretty(cx: &mut Context<'_>) -> Outcome {
    let mut out = String::new();
    for name in cx.args() {
        let secret = find(cx, name)?.map_err(Stop::error)?;
        out.push_str(&pretty(&secret));
    }
    cx.out(out);
    Ok(Ending::Done)
}

fn find(cx: &mut Context<'_>, name: &str) -> Result<Result<Secret, String>, Stop> {
    let name = name.to_owned();
    Ok(match cx.call(Request::SecretInspect { name })? {
        Ok(response) => Ok(answer!(response, Secret).as_ref().clone()),
        Err(error) => Err(words(&error)),
    })
}

fn pretty(secret: &Secret) -> String {
    let annotations = &secret.spec.annotations;
    let mut out = format!(
        "ID:              {}\nName:              {}\n",
        secret.id, annotations.name
    );
    out.push_str(&labels(&annotations.labels));
    let driver = secret.spec.driver.as_ref();
    let driver = driver.map_or("", |driver| driver.name.as_str());
    let (created, updated) = times(&secret.meta);
    out.push_str(&format!(
        "Driver:            {driver}\nCreated at:        {created}\nUpdated at:        {updated}\n"
    ));
    out
}
