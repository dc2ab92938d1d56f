// What --help says.

export const USAGE = `netlab-notebook: runs .netlab notebooks in the terminal

  netlab-notebook run FILE [options]     run the cells of a .netlab or Markdown file, in order
    --host HOST                          where: sandbox, which needs no root (default); local, this machine itself;
                                         ssh:NAME or command:NAME, another machine
    --sandbox                            the rootless sandbox on that host
    --ssh-config FILE                    the SSH configuration file, as in ssh -F (default ~/.ssh/config)
    --hosts FILE                         more hosts: a JSON file in the form of the setting netlab.hosts
    --yes                                agree in advance to run on the machines that the file names, and to commands
                                         that can cut their connection
    --format pretty|jsonl                for people (default), or one JSON object per line for programs
    --keep-going                         keep going after a cell fails its expectation
    --check                              see whether all tasks are done: a check= cell that says no has failed
    --cell-timeout 60s                   stop a cell after this long, as ^C would (default 60s; a cell's timeout= wins)
    --set NAME=VALUE                     the value of the placeholder <NAME> in the cells; may be repeated
    --uplink NAME                        what the sandbox's network card is called (default: as the file says, or else as its
                                         author's card is called in its commands, or else eth0)
    --topology OUT.json                  write the topology after the last cell: namespaces, links, routes, …
    --diagram OUT.mmd                    draw it as a Mermaid flowchart; OUT.svg and OUT.png are rendered by a browser
    --browser PATH                       Chromium, Chrome or Edge to render it (default: $NETLAB_BROWSER, else one on PATH)

  netlab-notebook convert TUTORIAL.md OUT.netlab [--run] [--overwrite]
                                         write a tutorial as a lab: its commands without prompts, its output as text; --run runs
                                         it once, and writes down how its cells end. Takes the options of run

  netlab-notebook check FILE…            look for mistakes in the cells of files without running them

  netlab-notebook topology [--host HOST] [--format tree|json|mermaid|svg] [--browser PATH]
                                         print the network of this machine (or HOST); without root, what can be read of it

  netlab-notebook explain FROM TO [icmp | tcp PORT | udp PORT] [from ADDRESS] [because REASON]
                          [--host HOST | --topology FILE.json] [--format text|json]
                                         say whether a packet arrives, and if not, all that is in its way, each with the command
                                         that takes it away. FROM is a namespace, or host; TO a namespace, a link, an address
                                         or a name. from ADDRESS, or --from ADDRESS, is the source. --topology explains a file that \`topology --format json\` has written

  netlab-notebook matrix [NETNS…] [icmp | tcp PORT | udp PORT] [--host HOST | --topology FILE.json [--before FILE.json]]
                         [--format text|json]
                                         print who reaches whom; --before says what has changed since another file

  netlab-notebook watch FROM TO [icmp | tcp PORT | udp PORT] [from ADDRESS] [--host HOST] [--format text|json]
                        [--bundle FILE.json]
                                         send such a packet and show where it and its answer were seen, which rules met it, and
                                         whether explain predicts the same; --bundle writes what is needed to report that it
                                         does not

  netlab-notebook doctor [--host HOST]   check this machine (or HOST) for what labs need, and say how to fix what is missing
  netlab-notebook doctor FILE…           list the programs that files use, which of them are missing where the files run, and
                                         the one command that installs those

  topology, explain, matrix, watch and doctor also take --sandbox, --ssh-config and --hosts.

Exit status: 0 every cell met its expectation, check found no error, or doctor found nothing missing; 1 otherwise;
2 the file or the command line is wrong; 3 the host is unavailable, or nobody agreed to run on it; 70 a bug in the program;
74 the output cannot be written; 130 interrupted (143 by SIGTERM, 129 by SIGHUP). Of explain and matrix: 0 it arrives; 1 it does not;
2 unknown; 3 the command line is wrong, there is no such namespace, or the host is unavailable.
Of watch: 0 it was answered; 1 it was not; 2 it could not be sent; 3 as of explain.
`;

const PARAGRAPHS = USAGE.trimEnd().split('\n\n');

/** What USAGE says of one command; of all without one. */
export function usageOf(verb: string | undefined): string {
  const own = PARAGRAPHS.filter((text) => text.startsWith(`  netlab-notebook ${verb} `));
  if (own.length === 0) return USAGE;
  const more = PARAGRAPHS.filter((text) => text.endsWith(' also take --sandbox, --ssh-config and --hosts.'));
  const isOfMore = more.some((text) => text.split(/\W+/).includes(verb ?? ''));
  return `${[...own, ...(isOfMore ? more : []), ...PARAGRAPHS.slice(-1)].join('\n\n')}\n`;
}
