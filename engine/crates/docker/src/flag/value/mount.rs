//! Mounts: `type=volume,source=db-data,target=/data` (docker/cli `opts/mount.go`).

use api::task::{BindOptions, ImageOptions, Mount, MountType, TmpfsOptions, VolumeOptions};

use super::csv;
use super::number::{boolean, bytes};

/// A mount as asked for. The word of its type may be none that Docker knows: that is the daemon's
/// to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub mount: Mount,
    pub type_word: String,
}

/// Reads one `--mount`.
pub(crate) fn parse(text: &str) -> Result<Asked, String> {
    let mut asked = Asked {
        mount: Mount {
            kind: MountType::Volume,
            ..Mount::default()
        },
        type_word: "volume".to_owned(),
    };
    for field in csv::fields(text)? {
        match field.split_once('=') {
            Some((key, value)) => pair(&mut asked, &field, &key.to_lowercase(), value)?,
            None => switch(&mut asked.mount, &field)?,
        }
    }
    check(&asked)?;
    Ok(asked)
}

fn switch(mount: &mut Mount, field: &str) -> Result<(), String> {
    match field.to_lowercase().as_str() {
        "readonly" | "ro" => mount.read_only = true,
        "volume-nocopy" => volume(mount).no_copy = true,
        "bind-nonrecursive" => bind(mount).non_recursive = true,
        _ => return Err(format!("invalid field '{field}' must be a key=value pair")),
    }
    Ok(())
}

fn pair(asked: &mut Asked, field: &str, key: &str, value: &str) -> Result<(), String> {
    let refused = || format!("invalid value for {key}: {value}");
    let truth = || boolean(value).map_err(|_| refused());
    let mount = &mut asked.mount;
    match key {
        "type" => {
            asked.type_word = value.to_lowercase();
            mount.kind = MountType::from_word(&asked.type_word).unwrap_or_default();
        }
        "source" | "src" => value.clone_into(&mut mount.source),
        "target" | "dst" | "destination" => value.clone_into(&mut mount.target),
        "readonly" | "ro" => mount.read_only = truth()?,
        "consistency" => mount.consistency = value.to_lowercase(),
        "bind-propagation" => bind(mount).propagation = value.to_lowercase(),
        "bind-nonrecursive" => bind(mount).non_recursive = truth()?,
        "bind-recursive" => recursive(mount, value)?,
        "volume-subpath" => value.clone_into(&mut volume(mount).subpath),
        "volume-nocopy" => volume(mount).no_copy = truth()?,
        "volume-label" => set(&mut volume(mount).labels, value),
        "volume-driver" => {
            let driver = volume(mount).driver_config.get_or_insert_default();
            value.clone_into(&mut driver.name);
        }
        "volume-opt" => {
            let driver = volume(mount).driver_config.get_or_insert_default();
            set(&mut driver.options, value);
        }
        "image-subpath" => {
            let image: &mut ImageOptions = mount.image_options.get_or_insert_default();
            value.clone_into(&mut image.subpath);
        }
        "tmpfs-size" => tmpfs(mount).size_bytes = bytes(value).map_err(|_| refused())?,
        "tmpfs-mode" => {
            tmpfs(mount).mode = u32::from_str_radix(value, 8).map_err(|_| refused())?;
        }
        _ => return Err(format!("unexpected key '{key}' in '{field}'")),
    }
    Ok(())
}

fn recursive(mount: &mut Mount, value: &str) -> Result<(), String> {
    match value {
        "enabled" => (),
        "disabled" => bind(mount).non_recursive = true,
        "writable" => bind(mount).read_only_non_recursive = true,
        "readonly" => bind(mount).read_only_force_recursive = true,
        _ => {
            return Err(format!(
                "invalid value for bind-recursive: {value} (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")"
            ));
        }
    }
    Ok(())
}

fn volume(mount: &mut Mount) -> &mut VolumeOptions {
    let options = mount.volume_options.get_or_insert_default();
    options.driver_config.get_or_insert_default();
    options
}

fn bind(mount: &mut Mount) -> &mut BindOptions {
    mount.bind_options.get_or_insert_default()
}

fn tmpfs(mount: &mut Mount) -> &mut TmpfsOptions {
    mount.tmpfs_options.get_or_insert_default()
}

fn set(map: &mut api::Labels, pair: &str) {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    if !key.is_empty() {
        map.insert(key.to_owned(), value.to_owned());
    }
}

/// What only shows when all fields are there.
fn check(asked: &Asked) -> Result<(), String> {
    let Asked { mount, type_word } = asked;
    if type_word.is_empty() {
        return Err("type is required".to_owned());
    }
    if mount.target.is_empty() {
        return Err("target is required".to_owned());
    }
    let families = [
        ("volume", mount.volume_options.is_some()),
        ("image", mount.image_options.is_some()),
        ("bind", mount.bind_options.is_some()),
        ("tmpfs", mount.tmpfs_options.is_some()),
    ];
    for (family, is_used) in families {
        if is_used && type_word != family {
            return Err(format!(
                "cannot mix '{family}-*' options with mount type '{type_word}'"
            ));
        }
    }
    let Some(bind) = &mount.bind_options else {
        return Ok(());
    };
    let requires = |value: &str, other: &str| {
        format!("option 'bind-recursive={value}' requires '{other}' to be specified in conjunction")
    };
    if bind.read_only_non_recursive && !mount.read_only {
        return Err(requires("writable", "readonly"));
    }
    if bind.read_only_force_recursive && !mount.read_only {
        return Err(requires("readonly", "readonly"));
    }
    if bind.read_only_force_recursive && bind.propagation != "rprivate" {
        return Err(requires("readonly", "bind-propagation=rprivate"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_of_each_type() {
        let mount = parse("type=volume,source=db,target=/data").unwrap().mount;
        assert_eq!(
            (mount.kind, mount.source.as_str()),
            (MountType::Volume, "db")
        );
        let mount = parse("type=bind,src=/a,dst=/b,readonly").unwrap().mount;
        assert!(mount.read_only && mount.kind == MountType::Bind);
        let mount = parse("type=tmpfs,target=/s,tmpfs-size=1m").unwrap().mount;
        assert_eq!(mount.tmpfs_options.unwrap().size_bytes, 1 << 20);
        let mount = parse("target=/x,volume-driver=nope,volume-label=a=b")
            .unwrap()
            .mount;
        let options = mount.volume_options.unwrap();
        assert_eq!(options.driver_config.unwrap().name, "nope");
        assert_eq!(options.labels["a"], "b");
    }

    #[test]
    fn an_unknown_type_is_the_daemons_to_refuse() {
        assert_eq!(parse("type=weird,target=/b").unwrap().type_word, "weird");
    }

    #[test]
    fn refusals_are_dockers() {
        let check = |text: &str, words: &str| assert_eq!(parse(text).unwrap_err(), words);
        check("source=a", "target is required");
        check("a", "invalid field 'a' must be a key=value pair");
        check("target=/a,x=1", "unexpected key 'x' in 'x=1'");
        check("target=/a,ro=maybe", "invalid value for ro: maybe");
        check(
            "type=bind,target=/a,volume-nocopy",
            "cannot mix 'volume-*' options with mount type 'bind'",
        );
        check(
            "type=bind,source=/a,target=/a,bind-recursive=writable",
            "option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction",
        );
    }
}
