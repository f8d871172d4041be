#Requires -Version 4.0
#Requires -RunAsAdministrator
# Takes back the changes of edge-01.ps1: 15 settings of one host, the last one first.
# Add -WhatIf to see what would be changed. Each change gives one line of output: redirect it to keep a log.
# It goes back to what edge-01.state.json recorded, and where that says nothing to what the inventory said.

[CmdletBinding(SupportsShouldProcess)]
param([switch]$AllowManagementLoss)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$tally = @{ changed = 0; same = 0; skipped = 0; failed = 0 }

$expected = 'edge-01'
$label = $expected.Split('.')[0]
if (@($env:COMPUTERNAME, [System.Net.Dns]::GetHostName()) -notcontains $label) {
    throw "This script is for the host $label, and this is $env:COMPUTERNAME. Nothing was changed."
}

$recordPath = Join-Path $PSScriptRoot 'edge-01.state.json'

function Write-Line([string]$Text) {
    Write-Output ($Text -replace '[\x00-\x1f\x7f\x85\u2028\u2029]', '?')
}

function ConvertTo-Text($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    return [string]$Value
}

function ConvertFrom-Text($Text) {
    switch -CaseSensitive ($Text) {
        '' { return $null }
        'true' { return $true }
        'false' { return $false }
        default { return $Text }
    }
}

# The first of these properties that the object has: what they are called differs between versions of Windows.
function Read-Property($Object, [string[]]$Names) {
    foreach ($name in $Names) {
        $property = $Object.PSObject.Properties[$name]
        if ($null -ne $property) { return $property.Value }
    }
    throw "This version of Windows does not know $($Names[-1])."
}

function Select-Single($Found, [string]$What) {
    if ($Found.Count -ne 1) { throw "There are $($Found.Count) of $What here, not one." }
    return $Found[0]
}

function Get-Key([string]$Kind, [hashtable]$Target, [string]$Setting) {
    $parts = @($Target.Keys | Sort-Object | ForEach-Object { "$_=$($Target[$_])" })
    return (@($Setting, $Kind) + $parts) -join '|'
}

function Read-Records {
    $records = @{}
    if (Test-Path -LiteralPath $recordPath) {
        foreach ($record in (Get-Content -LiteralPath $recordPath -Raw -Encoding UTF8 | ConvertFrom-Json)) {
            $records[$record.Key] = $record
        }
    }
    return $records
}

# Written before the setting is touched, under another name first, so that an interruption loses nothing.
function Save-Record([string]$Key, [string]$Before, [string]$After) {
    $records = Read-Records
    $records[$Key] = [pscustomobject]@{ Key = $Key; Before = $Before; After = $After }
    ConvertTo-Json -InputObject @($records.Values) | Set-Content -LiteralPath "$recordPath.new" -Encoding UTF8
    Move-Item -LiteralPath "$recordPath.new" -Destination $recordPath -Force
}

function Step-Setting([string]$Kind, [hashtable]$Target, [string]$Setting, $Wanted, [string]$Label, [bool]$Record) {
    $what = "$Setting of $Label"
    $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
    $to = ConvertTo-Text $Wanted
    if ($now -eq $to) {
        $tally['same']++
        Write-Line "same     $what is $now"
        return
    }
    if (-not $PSCmdlet.ShouldProcess($what, "change from '$now' to '$to'")) {
        $tally['skipped']++
        return
    }
    if ($Record) { Save-Record (Get-Key $Kind $Target $Setting) $now $to }
    & "Write-$Kind" $Target $Setting $Wanted | Out-Null
    $tally['changed']++
    Write-Line "changed  $what from $now to $to"
}

function Write-Failure([string]$What, $Failure) {
    if ($Failure.Exception -is [System.Management.Automation.ItemNotFoundException]) {
        $tally['skipped']++
        Write-Line "skipped  $What because $($Failure.Exception.Message)"
        return
    }
    $tally['failed']++
    Write-Line "failed   $What because $($Failure.Exception.Message)"
}

function Exit-WithSummary {
    Write-Line "$($tally['changed']) changed, $($tally['same']) already so, $($tally['skipped']) skipped, $($tally['failed']) failed"
    if ($tally['failed'] -gt 0) { exit 1 }
    exit 0
}

function Undo-Change([string]$Kind, [hashtable]$Target, [string]$Setting, $Proposed, [string]$Label, $Was) {
    $what = "$Setting of $Label"
    try {
        $record = (Read-Records)[(Get-Key $Kind $Target $Setting)]
        $applied = ConvertTo-Text $Proposed
        if ($null -ne $record -and $record.After -eq $applied) { $before = ConvertFrom-Text $record.Before }
        elseif ($PSBoundParameters.ContainsKey('Was')) { $before = $Was }
        else { throw (New-Object System.Management.Automation.ItemNotFoundException 'nobody recorded what it was.') }
        $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
        if ($now -ne $applied -and $now -ne (ConvertTo-Text $before)) {
            throw (New-Object System.Management.Automation.ItemNotFoundException "it is $now by now, not $applied as applied.")
        }
        Step-Setting $Kind $Target $Setting $before $Label $false
    } catch { Write-Failure $what $_ }
}

function Read-VmHost([hashtable]$Target, [string]$Setting) {
    return Read-Property (Get-VMHost -ErrorAction Stop) @($Setting)
}

function Write-VmHost([hashtable]$Target, [string]$Setting, $Value) {
    $parameters = @{ $Setting = $Value }
    Set-VMHost @parameters -ErrorAction Stop
}

function Find-HostVnic([string]$Name) {
    return Select-Single @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.Name -eq $Name }) "the host vNIC $Name"
}

function Find-Adapter([hashtable]$Target) {
    if (-not $Target.ContainsKey('Vm')) { return Find-HostVnic $Target['Adapter'] }
    $vms = @(Get-VM -ErrorAction Stop | Where-Object { $_.Name -eq $Target['Vm'] })
    if ($vms.Count -eq 0) {
        throw (New-Object System.Management.Automation.ItemNotFoundException "the VM $($Target['Vm']) is on another host by now.")
    }
    $vm = Select-Single $vms "the VM $($Target['Vm'])"
    $found = @(Get-VMNetworkAdapter -VM $vm -ErrorAction Stop | Where-Object { $_.Name -eq $Target['Adapter'] })
    return Select-Single $found "the adapter $($Target['Adapter']) of the VM $($Target['Vm'])"
}

function Read-Adapter([hashtable]$Target, [string]$Setting) {
    $adapter = Find-Adapter $Target
    if (@('MinimumBandwidthWeight', 'MaximumBandwidth') -contains $Setting) {
        if ($null -eq $adapter.BandwidthSetting) { return 0 }
        return Read-Property $adapter.BandwidthSetting @($Setting)
    }
    if ($Setting -eq 'VmmqQueuePairs') {
        return Read-Property $adapter @('VmmqQueuePairsRequested', 'VrssMaxQueuePairsRequested', $Setting)
    }
    return Read-Property $adapter @("$($Setting)Requested", $Setting)
}

function Write-Adapter([hashtable]$Target, [string]$Setting, $Value) {
    $parameters = @{ $Setting = $Value }
    Set-VMNetworkAdapter -VMNetworkAdapter (Find-Adapter $Target) @parameters -ErrorAction Stop
}

function Read-SmbLimit([hashtable]$Target, [string]$Setting) {
    if (-not (Get-WindowsFeature -Name 'FS-SMBBW' -ErrorAction Stop).Installed) {
        throw 'the feature SMB Bandwidth Limit is missing. Run: Install-WindowsFeature -Name FS-SMBBW'
    }
    $limit = @(Get-SmbBandwidthLimit -ErrorAction Stop | Where-Object { $_.Category -eq $Target['Category'] })
    if ($limit.Count -eq 0) { return $null }
    return $limit[0].BytesPerSecond
}

function Write-SmbLimit([hashtable]$Target, [string]$Setting, $Value) {
    if ($null -eq $Value) { Remove-SmbBandwidthLimit -Category $Target['Category'] -Confirm:$false -ErrorAction Stop }
    else { Set-SmbBandwidthLimit -Category $Target['Category'] -BytesPerSecond $Value -ErrorAction Stop }
}

function Find-Switch([string]$Name) {
    return Select-Single @(Get-VMSwitch -ErrorAction Stop | Where-Object { $_.Name -eq $Name }) "the switch $Name"
}

function Read-Switch([hashtable]$Target, [string]$Setting) {
    return Read-Property (Find-Switch $Target['Switch']) @($Setting)
}

function Write-Switch([hashtable]$Target, [string]$Setting, $Value) {
    $parameters = @{ $Setting = $Value }
    Set-VMSwitch -VMSwitch (Find-Switch $Target['Switch']) @parameters -ErrorAction Stop
}

function Invoke-All {
Undo-Change 'VmHost' @{} 'MaximumStorageMigrations' 1 'edge-01' -Was 2
Undo-Change 'Adapter' @{ Adapter = 'LiveMigration' } 'MaximumBandwidth' 4000000000 'LiveMigration'
Undo-Change 'SmbLimit' @{ Category = 'Default' } 'BytesPerSecond' 2053738296 'Default'
Undo-Change 'SmbLimit' @{ Category = 'VirtualMachine' } 'BytesPerSecond' 312500000 'VirtualMachine'
Undo-Change 'Switch' @{ Switch = 'Converged' } 'DefaultFlowMinimumBandwidthWeight' 20 'Converged' -Was 1
Undo-Change 'Adapter' @{ Vm = 'file-11'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 4 'file-11/Network Adapter' -Was 3
Undo-Change 'Adapter' @{ Adapter = 'Management' } 'MinimumBandwidthWeight' 20 'Management' -Was 10
Undo-Change 'Adapter' @{ Adapter = 'Cluster' } 'MinimumBandwidthWeight' 9 'Cluster' -Was 10
Undo-Change 'Adapter' @{ Vm = 'cam-01'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 0 'cam-01/Network Adapter' -Was 1
Undo-Change 'Adapter' @{ Vm = 'web-71'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 2 'web-71/Network Adapter' -Was 3
Undo-Change 'Adapter' @{ Vm = 'pos-02'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 2 'pos-02/Network Adapter' -Was 5
Undo-Change 'Adapter' @{ Vm = 'pos-01'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 2 'pos-01/Network Adapter' -Was 5
Undo-Change 'Adapter' @{ Vm = 'dc-11'; Adapter = 'Network Adapter' } 'MinimumBandwidthWeight' 1 'dc-11/Network Adapter' -Was 5
Undo-Change 'Adapter' @{ Adapter = 'LiveMigration' } 'MinimumBandwidthWeight' 20 'LiveMigration' -Was 40
Undo-Change 'Adapter' @{ Adapter = 'iSCSI' } 'MinimumBandwidthWeight' 20 'iSCSI' -Was 40
}

Invoke-All
Exit-WithSummary
