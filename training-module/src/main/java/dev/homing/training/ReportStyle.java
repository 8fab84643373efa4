package dev.homing.training;

/** How a report looks: light and dark by what the reader's system prefers, and on paper. */
final class ReportStyle {
    /** No quotes and no angles: it is text of XML and of HTML. */
    static final String CSS = """
            :root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#59636e;--rule:#d8dee4;--shade:#f6f8fa;
            --s0:#0b57c4;--s1:#b3470b;--s2:#116b4a;--s3:#7a3fb8;--s4:#5a6470}
            @media (prefers-color-scheme:dark){:root{--paper:#0f1319;--ink:#e6e9ed;--soft:#9aa4b0;--rule:#2f3742;--shade:#171c24;
            --s0:#7db1ff;--s1:#ff9d5c;--s2:#5fcf9f;--s3:#c79bff;--s4:#a2acb8}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
            main{max-width:76rem;margin:0 auto;padding:2rem 1.25rem 4rem}
            h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
            h2{font-size:1.2rem;margin:2.75rem 0 .25rem}
            p{margin:.25rem 0 .75rem;max-width:46rem;color:var(--soft)}
            p.verdict{color:var(--ink);font-size:1.1rem}
            .pair{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:flex-start}
            .pair svg{flex:1 1 30rem;min-width:0;max-width:46rem;width:100%;height:auto}
            .scroll{flex:0 1 auto;margin:.5rem 0;overflow-x:auto;max-width:100%}
            table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
            th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
            th:first-child,td:first-child{text-align:left;padding-left:0}
            th.wide,td.wide{white-space:normal;text-align:left}
            thead th{color:var(--soft);font-weight:600}
            tbody th{font-weight:400}
            tr.first th,tr.first td{font-weight:700}
            dl{display:grid;grid-template-columns:max-content auto;gap:.15rem 1rem;font-size:.875rem;margin:1rem 0}
            dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
            details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft)}
            svg text{font:13px system-ui,sans-serif;fill:var(--ink)}
            svg .tick,svg .name{fill:var(--soft);font-size:12px}
            svg .strong{font-weight:700}
            svg .grid{stroke:var(--rule);stroke-width:1}
            svg .range{stroke-width:2.5;stroke-linecap:round;opacity:.55}
            svg .join{fill:none;stroke-width:2}
            svg .ring{fill:none;stroke-width:2}
            svg .mark{stroke:var(--paper);stroke-width:1}
            .s0{fill:var(--s0);stroke:var(--s0)}.s1{fill:var(--s1);stroke:var(--s1)}.s2{fill:var(--s2);stroke:var(--s2)}
            .s3{fill:var(--s3);stroke:var(--s3)}.s4{fill:var(--s4);stroke:var(--s4)}
            @media print{main{max-width:none;padding:0}h2{break-after:avoid}.pair{break-inside:avoid}}
            """;

    private ReportStyle() {
    }
}
